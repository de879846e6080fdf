/** What `look` finds; `otherwise` where it throws, as getters of what tools throw may. */
export function guarded<Found>(look: () => Found, otherwise: Found): Found {
  try {
    return look();
  } catch {
    return otherwise;
  }
}
