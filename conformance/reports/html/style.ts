/** How the page looks: light and dark as the reader has it, on a phone, on paper. */
export const STYLE = `
:root { color-scheme: light dark; --back: #fff; --card: #f6f7f9; --text: #1b1f24; --faint: #59636e; --rule: #d1d9e0;
  --good: #1a7f37; --bad: #cf222e; --odd: #9a6700; --none: #59636e; --link: #0969da; --on: #fff; }
@media (prefers-color-scheme: dark) { :root { --back: #0d1117; --card: #161b22; --text: #e6edf3; --faint: #9198a1;
  --rule: #3d444d; --good: #3fb950; --bad: #ff7b72; --odd: #d29922; --none: #9198a1; --link: #58a6ff; --on: #0d1117; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 1.5rem 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--rule); }
a { color: var(--link); }
code { font: .85em/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; }
p { margin: .5rem 0; }
.faint { color: var(--faint); }
.verdict { display: inline-block; min-width: 5.5em; padding: 0 .5em; border-radius: 1em; text-align: center; font-size: .85em;
  font-weight: 600; color: var(--on); background: var(--none); }
.pass, .as-expected, .met, .covered { background: var(--good); }
.fail, .deviates, .violated, .unexpected-pass, .other-way, .unmatched { background: var(--bad); }
.warn, .inconclusive, .error, .incomplete, .stale, .partial { background: var(--odd); }
.uncovered, .gap { background: var(--none); }
.big { font-size: 1.1rem; padding: .1em .8em; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; margin: .75rem 0; padding: 0; list-style: none; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .2rem 1rem; margin: .5rem 0; }
dt { color: var(--faint); }
dd { margin: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid var(--rule); }
.requirements td:first-child { white-space: nowrap; }
.cells { display: flex; flex-wrap: wrap; gap: 3px; max-width: 20rem; }
.cell { width: 14px; height: 14px; border-radius: 3px; background: var(--none); }
.cell.pass { background: var(--good); } .cell.fail { background: var(--bad); border-radius: 50%; }
.cell.warn, .cell.error, .cell.inconclusive { background: var(--odd); }
.controls { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: .75rem 0; position: sticky; top: 0;
  padding: .5rem 0; background: var(--back); z-index: 1; }
.controls input[type=search], .controls select { font: inherit; padding: .3rem .5rem; color: inherit; background: var(--card);
  border: 1px solid var(--rule); border-radius: 6px; min-width: 14rem; }
.scenario { border: 1px solid var(--rule); border-radius: 6px; margin: .35rem 0; background: var(--card); scroll-margin-top: 4rem; }
.scenario > summary { padding: .4rem .6rem; cursor: pointer; }
.scenario > summary .name { font-weight: 600; margin: 0 .5rem; }
.scenario > div { padding: .25rem .75rem .75rem; border-top: 1px solid var(--rule); }
.exchange details { border-bottom: 1px solid var(--rule); }
.exchange summary { cursor: pointer; padding: .15rem 0; }
.exchange ul { list-style: none; margin: .25rem 0; padding: 0; font: .85em/1.45 ui-monospace, SFMono-Regular, Menlo, monospace; }
.exchange .time { color: var(--faint); margin-right: .75em; }
.exchange .kind { display: inline-block; min-width: 6.5em; color: var(--faint); font-size: .85em; }
.exchange .plain { padding: .15rem 0 .15rem 1rem; border-bottom: 1px solid var(--rule); }
.d1 { padding-left: 1em; } .d2 { padding-left: 2em; } .d3 { padding-left: 3em; } .d4 { padding-left: 4em; }
.d5 { padding-left: 5em; } .d6 { padding-left: 6em; } .d7 { padding-left: 7em; }
.switches { overflow-x: auto; }
.timeline { width: 100%; min-width: 34rem; max-width: 60rem; height: auto; display: block; margin: .5rem 0; font: 12px system-ui, sans-serif; }
.timeline text { fill: var(--text); } .timeline text.axis { fill: var(--faint); font-size: 10px; }
.timeline line.axis { stroke: var(--rule); }
.timeline rect.closed { fill: var(--good); } .timeline rect.open { fill: var(--bad); }
.timeline .unknown { stroke: var(--faint); stroke-dasharray: 3 4; }
.movements { margin: .25rem 0 .75rem; padding-left: 1.5rem; font-size: .9em; }
footer { margin: 3rem auto 2rem; color: var(--faint); font-size: .85em; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; }
  .requirements thead { display: none; } .requirements td { display: block; border: 0; padding: .1rem 0; }
  .requirements tr { display: block; border-bottom: 1px solid var(--rule); padding: .5rem 0; }
  .controls { position: static; } .controls input[type=search] { width: 100%; } }
@media print { .controls, nav { display: none; } .scenario { break-inside: avoid; } body { font-size: 11px; }
  .verdict, .cell, .timeline rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
[hidden] { display: none !important; }
`;
