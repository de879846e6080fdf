export const PROVIDERS: readonly ['sqlite', 'postgresql'];
export function schemaFor(provider: string, template: string): string;
