/** How the page looks. It has no pictures, no fonts of its own and no scripts. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8885; --faint: #8882; --accent: #0a7d5c; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: 17rem 1fr; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; box-sizing: border-box; padding: 1rem; border-right: 1px solid var(--line); }
nav ul { list-style: none; margin: 0 0 1rem; padding: 0; font-size: 13px; }
nav a { text-decoration: none; color: inherit; }
nav a:hover { text-decoration: underline; }
main { padding: 1rem 2rem 6rem; max-width: 60rem; min-width: 0; }
section { border-top: 1px solid var(--line); padding: 0.5rem 0 1rem; }
h1 { font-size: 1.6rem; } h2 { margin-top: 2.5rem; } h3 { margin-bottom: 0.2rem; }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
pre { background: var(--faint); padding: 0.7rem; overflow: auto; border-radius: 4px; }
.method { font-weight: 700; color: var(--accent); text-transform: uppercase; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 0.2rem 0.8rem 0.2rem 0; border-bottom: 1px solid var(--line); }
details { margin: 0.4rem 0; } summary { cursor: pointer; }
.faint { opacity: 0.7; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border: 0; } }
`;
