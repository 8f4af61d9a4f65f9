/** The style sheet of the page: light and dark after the reader's setting, and for paper. */
export const style = `
:root { color-scheme: light dark; --bg: #fff; --fg: #1b1f24; --dim: #57606a; --line: #d0d7de; --soft: #f4f6f8; --link: #0550ae;
  --red: #b3191f; --green: #1a6f37; --amber: #805500; --blue: #0a5a78; }
@media (prefers-color-scheme: dark) { :root { --bg: #11151a; --fg: #e6e9ed; --dim: #9aa5b1; --line: #343c46; --soft: #1a2028; --link: #7ab8ff;
  --red: #ff8a85; --green: #6fd08c; --amber: #e3b341; --blue: #7cc7e8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 90rem; padding: 1rem 1.5rem 4rem; background: var(--bg); color: var(--fg); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: .5rem 0 0; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
h3 { font-size: 1rem; margin: 0; display: inline; }
a { color: var(--link); } code, pre, .id { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; background: var(--soft); padding: .5rem .7rem; border-radius: 4px; margin: .4rem 0; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.skip-link { position: absolute; left: -999px; } .skip-link:focus { left: 1rem; background: var(--bg); }
nav a { margin-right: 1rem; } .dim { color: var(--dim); }
.banner { border-left: .5rem solid var(--red); padding: .3rem 1rem .6rem; background: var(--soft); } .banner.clean { border-color: var(--green); }
.fail, .crash, .hang, .inconclusive { color: var(--red); } .warn { color: var(--amber); } .pass { color: var(--green); } .waived { color: var(--blue); } .skip { color: var(--dim); }
.word { font-weight: 700; text-transform: uppercase; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0; } dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: .5rem 0; } caption { text-align: left; color: var(--dim); } th, td { text-align: left; vertical-align: top; padding: .15rem .6rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; } .number { text-align: right; font-variant-numeric: tabular-nums; }
details { border: 1px solid var(--line); border-radius: 4px; margin: .5rem 0; padding: .3rem .8rem; } summary { cursor: pointer; }
details.case { margin-left: .5rem; } details:target { outline: 2px solid var(--link); }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; align-items: start; } .sides table { width: 100%; } @media (max-width: 50rem) { .sides { grid-template-columns: 1fr; } }
.sides td:first-child { color: var(--dim); white-space: nowrap; } .sides td { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
.scroll { overflow: auto; max-height: 75vh; border: 1px solid var(--line); } .scroll thead th { position: sticky; top: 0; background: var(--bg); }
.map td { white-space: nowrap; font-size: 13px; } .map th { font-size: 13px; } .map td.f { color: var(--red); font-weight: 700; } .map td.s { color: var(--dim); } .map td.p { color: var(--green); }
.filter { display: flex; gap: .6rem; flex-wrap: wrap; align-items: center; margin: .5rem 0; } input, select, button { font: inherit; padding: .25rem .5rem; color: inherit; background: var(--soft); border: 1px solid var(--dim); border-radius: 4px; }
#filter { flex: 1 1 20rem; } #cases td { font-size: 13px; overflow-wrap: anywhere; } #cases table { width: 100%; }
[hidden] { display: none !important; }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } nav, .filter, .skip-link, #more { display: none; } .scroll { max-height: none; overflow: visible; } details { break-inside: avoid; } }
`;
