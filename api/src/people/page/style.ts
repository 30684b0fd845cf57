export const style = `
:root { color-scheme: light dark; --line: light-dark(#c3cad3, #3a424c); --soft: light-dark(#f4f6f8, #151a20); --ink: light-dark(#16202c, #e6eaef); --mark: light-dark(#1d4ed8, #8fb0ff); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--soft); }
main { width: min(26rem, 100%); background: light-dark(#fff, #1d232a); border: 1px solid var(--line); border-radius: 12px; padding: 2rem; }
h1 { font-size: 1.375rem; margin: 0 0 1rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
label { display: block; margin: .75rem 0 .25rem; font-weight: 600; }
input { width: 100%; min-height: 44px; padding: .5rem .75rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 8px; }
button, .button { display: block; width: 100%; min-height: 44px; margin-top: .75rem; padding: .6rem 1rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none; border: 1px solid var(--line); border-radius: 8px; background: transparent; color: inherit; cursor: pointer; }
button.first { background: light-dark(#1d4ed8, #3b66e0); border-color: transparent; color: #fff; }
button:disabled { opacity: .6; cursor: progress; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
[role=status] { min-height: 1.5rem; margin: 1rem 0 0; }
[role=status].wrong { color: light-dark(#b91c1c, #ff9d9d); }
hr { border: 0; border-top: 1px solid var(--line); margin: 1.5rem 0; }
dl { margin: 0; } dt { font-weight: 600; } dd { margin: 0 0 .5rem; }
[hidden] { display: none !important; }
`;
