// Measures one section in a process of its own, so that none runs on what another left of the heap and the compiler's
// guesses. Started by main.ts: `run-section.ts NAME SETTINGS-AS-JSON`; each finding goes back as a message.
import { SECTIONS } from './sections.ts';

const [name = '', settings = '{}'] = process.argv.slice(2);
const section = SECTIONS.get(name);
if (section === undefined) throw new Error(`there is no section "${name}"`);
for await (const finding of section.measure(JSON.parse(settings))) process.send?.(finding);
process.disconnect();
