import { topologyStyle } from '../topology/style.ts';

/** The style sheet of the page: light and dark after the reader's setting, and for paper. */
const light = `--bg: #fff; --fg: #1b1f24; --dim: #57606a; --line: #d0d7de; --soft: #f4f6f8; --link: #0550ae; --red: #b3191f; --green: #1a6f37; --amber: #805500; --blue: #0a5a78;
  --heat: 5, 80, 174; --fill-pass: #4c9f68; --fill-red: #d1242f; --fill-warn: #d4a017; --fill-skip: #c4ccd4;`;
const dark = `--bg: #11151a; --fg: #e6e9ed; --dim: #9aa5b1; --line: #343c46; --soft: #1a2028; --link: #7ab8ff; --red: #ff8a85; --green: #6fd08c; --amber: #e3b341; --blue: #7cc7e8;
  --heat: 122, 184, 255; --fill-pass: #3f8f5b; --fill-red: #e5534b; --fill-warn: #c69026; --fill-skip: #3d4650;`;

export const style = `
:root { color-scheme: light dark; ${light} }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; }
body { margin: 0 auto; max-width: 84rem; padding: 1.5rem 2rem 4rem; background: var(--bg); color: var(--fg); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0; letter-spacing: -.01em; } h2 { font-size: 1.25rem; margin: 2.6rem 0 .8rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; } summary h3 { display: inline; margin: 0; }
p { margin: .5rem 0; max-width: 68rem; } a { color: var(--link); } code, pre, .id { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; background: var(--soft); padding: .5rem .7rem; border-radius: 4px; margin: .4rem 0; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
.skip-link { position: absolute; left: -999px; } .skip-link:focus { left: 1rem; top: .4rem; padding: .2rem .5rem; background: var(--bg); z-index: 3; }
nav p { margin: .8rem 0 0; } nav a { margin-right: 1.2rem; } .dim { color: var(--dim); }
.banner { border-left: .4rem solid var(--red); border-radius: 4px; padding: 1rem 1.4rem; background: var(--soft); } .banner h1 { color: var(--red); }
.banner.clean { border-color: var(--green); } .banner.clean h1 { color: var(--green); } .banner .summary { font-size: 1.1rem; margin: .2rem 0 .8rem; } .banner > .bar { width: 100%; height: .7rem; } .banner > dl { margin-top: 1rem; }
.bar { width: 9rem; height: .55rem; border-radius: 2px; background: var(--line); vertical-align: middle; } .bar-p, .bar-pass { fill: var(--fill-pass); } .bar-f, .bar-fail, .bar-crash, .bar-hang, .bar-inconclusive { fill: var(--fill-red); }
.bar-warn, .bar-waived { fill: var(--fill-warn); } .bar-s, .bar-skip { fill: var(--fill-skip); }
.fail, .crash, .hang, .inconclusive { color: var(--red); } .warn { color: var(--amber); } .pass { color: var(--green); } .waived { color: var(--blue); } .skip { color: var(--dim); }
.word { font-weight: 700; font-size: .85em; text-transform: uppercase; letter-spacing: .03em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1.2rem; margin: .5rem 0; } dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: .5rem 0 1rem; } caption { text-align: left; white-space: nowrap; color: var(--dim); padding-bottom: .3rem; } th, td { text-align: left; vertical-align: top; padding: .2rem .7rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .6rem 0; padding: .5rem .9rem; } summary { cursor: pointer; }
details.case { background: var(--bg); } details.cause[open] { background: var(--soft); } details:target { outline: 2px solid var(--link); }
details.file { margin: 0; border-width: 0 0 1px; border-radius: 0; padding: .3rem .2rem; } details.file .name { display: inline-block; min-width: 17rem; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem 2rem; align-items: start; } .sides table { width: 100%; margin: 0; } @media (max-width: 50rem) { .sides { grid-template-columns: 1fr; } body { padding: 1rem; } }
.sides td:first-child { color: var(--dim); white-space: nowrap; } .sides td { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
.scroll { overflow: auto; max-height: 75vh; } .scroll table { margin: 0; } .scroll thead th { position: sticky; top: 0; background: var(--bg); }
.map th, .map td { font-size: 13px; white-space: nowrap; } .map td.f { color: var(--red); font-weight: 700; } .map td.s, .map td.none { color: var(--dim); } .map td.p { color: var(--green); }
.heat td.h1 { background: rgba(var(--heat), .05); } .heat td.h2 { background: rgba(var(--heat), .1); } .heat td.h3 { background: rgba(var(--heat), .15); } .heat td.h4 { background: rgba(var(--heat), .2); }
tr.asked > td { padding: .2rem 0 .8rem 1.5rem; } tr.asked ul { margin: 0; padding-left: 1.2rem; } tr.asked li { font-size: 13px; }
.filter { position: sticky; top: 0; z-index: 2; display: flex; gap: .6rem; flex-wrap: wrap; align-items: center; margin: 1rem 0; padding: .6rem 0; background: var(--bg); border-bottom: 1px solid var(--line); }
input, select, button { font: inherit; padding: .25rem .5rem; color: inherit; background: var(--soft); border: 1px solid var(--dim); border-radius: 4px; }
#times td.id { white-space: nowrap; }
#filter { flex: 1 1 20rem; } #cases td { font-size: 13px; overflow-wrap: anywhere; } #cases table { width: 100%; }
.plot { margin: 1.2rem 0; } .plots { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: flex-start; } .plots table { margin-top: .6rem; }
#device .kt { max-width: 100%; min-width: 54rem; height: auto; }
.pl { max-width: 100%; height: auto; } .pl text { fill: var(--dim); font: 11px system-ui, sans-serif; } .pl path { fill: none; } .pl circle { fill: var(--link); } .pl-bar { fill: var(--link); }
.pl-grid { stroke: var(--line); } .pl-axis { stroke: var(--dim); } .pl-line { stroke: var(--fg); stroke-width: 1.2; } .pl-limit { stroke: var(--red); stroke-width: 1.4; stroke-dasharray: 5 3; }
[hidden] { display: none !important; }
${topologyStyle}
@media print { :root { ${light} } @page { margin: 14mm; } body { max-width: none; padding: 0; font-size: 9.5pt; } nav, .filter, .skip-link, #list { display: none; } .scroll { max-height: none; overflow: visible; }
  h2 { break-after: avoid; } details.case, figure, tr { break-inside: avoid; } #device .kt { min-width: 0; } a { color: inherit; text-decoration: none; } }
`;
