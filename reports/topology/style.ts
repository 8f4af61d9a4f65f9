/** The style sheet of the drawing: light and dark after the reader's setting. All classes begin with `kt-`. */
export const topologyStyle = `
.kt { --kt-bg: #fff; --kt-fg: #1b1f24; --kt-dim: #57606a; --kt-line: #8c959f; --kt-box: #f4f6f8; --kt-node: #fff; --kt-pin: #ddf0e3; --kt-wired: #eceff2; --kt-wire: #0550ae; }
@media (prefers-color-scheme: dark) { .kt { --kt-bg: #11151a; --kt-fg: #e6e9ed; --kt-dim: #9aa5b1; --kt-line: #768390; --kt-box: #1a2028; --kt-node: #242c36; --kt-pin: #1d4a2c; --kt-wired: #2a323c; --kt-wire: #7ab8ff; } }
.kt text { fill: var(--kt-fg); font: 13px system-ui, sans-serif; } .kt .kt-small { fill: var(--kt-dim); font-size: 11px; } .kt .kt-head { font-weight: 600; font-size: 15px; }
.kt-back { fill: var(--kt-bg); } .kt-filter { fill: var(--kt-box); stroke: var(--kt-line); } .kt-node { fill: var(--kt-node); stroke: var(--kt-line); }
.kt-pin { fill: var(--kt-pin); stroke: var(--kt-line); } .kt-pin.kt-wired { fill: var(--kt-wired); stroke-dasharray: 4 2; }
.kt-edge, .kt-wire { fill: none; stroke: var(--kt-line); stroke-width: 1.4; } .kt-wire { stroke: var(--kt-wire); stroke-width: 2; stroke-dasharray: 7 4; }
.kt-tip { fill: var(--kt-line); } .kt-tip.kt-far { fill: var(--kt-wire); }
`;
