// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dossier;

/// The page's style sheet: light and dark, wide and narrow, on paper.
final class Style {
    static final String CSS = """
            :root { --ink: #1b2430; --soft: #5a6675; --paper: #ffffff; --card: #f4f6f9; --rule: #d5dbe3;
              --first: #0b62c4; --second: #b3480f; --good: #1d7f4e; --bad: #b3261e; --mark: #fff1b8; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e6ebf2; --soft: #9aa7b8; --paper: #12171e;
              --card: #1a212b; --rule: #313c4a; --first: #6cb0ff; --second: #ffa05c; --good: #4cc38a; --bad:
              #ff7b72;
              --mark: #5c4a00; } }
            * { box-sizing: border-box; }
            body { margin: 0 auto; max-width: 70rem; padding: 1.5rem clamp(0.8rem, 3vw, 2.5rem); color:
              var(--ink);
              background: var(--paper); font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu
              Sans", sans-serif; }
            h1 { font-size: clamp(1.5rem, 4vw, 2.1rem); line-height: 1.2; margin: 0.4rem 0; overflow-wrap:
              anywhere; }
            h2 { font-size: 1.35rem; margin: 2.4rem 0 0.8rem; padding-top: 0.9rem; border-top: 2px solid
              var(--rule); }
            h3 { font-size: 1.1rem; margin: 1.6rem 0 0.4rem; } h4 { font-size: 1rem; margin: 1.1rem 0
              0.4rem; }
            p, ul { max-width: 46rem; } header p { color: var(--soft); margin: 0.3rem 0; }
            .badge { display: inline-block; font-weight: 600; font-size: 0.85rem; color: var(--bad)
              !important;
              border: 1.5px solid var(--bad); border-radius: 999px; padding: 0.1rem 0.8rem; }
            .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap:
              0.7rem; margin: 1.2rem 0 0; }
            .tiles div { background: var(--card); border-radius: 10px; padding: 0.7rem 0.9rem; }
            .tiles dt { color: var(--soft); font-size: 0.85rem; } .tiles dd { margin: 0; font-size: 1.7rem;
              font-weight: 650;
              font-variant-numeric: tabular-nums; line-height: 1.25; }
            .tiles small { display: block; font-size: 0.8rem; font-weight: 400; color: var(--soft); }
            .scroll { overflow-x: auto; margin: 0.9rem 0; }
            table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums;
              min-width: min(100%, 24rem); }
            caption { text-align: left; font-weight: 600; padding: 0 0 0.35rem; }
            th, td { text-align: left; padding: 0.28rem 0.9rem 0.28rem 0; border-bottom: 1px solid
              var(--rule); vertical-align: top; }
            thead th { color: var(--soft); font-weight: 600; } tbody th { font-weight: 500; }
            td code { font-size: 0.75rem; overflow-wrap: anywhere; display: inline-block; width: 17rem; }
            mark { background: var(--mark); color: inherit; padding: 0 0.3rem; border-radius: 3px;
              font-weight: 650; }
            .matrix td { text-align: center; min-width: 5.5rem; padding: 0.6rem; border: 3px solid
              var(--paper);
              border-radius: 8px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
            .matrix strong { font-size: 1.15rem; }
            .matrix .right { background: color-mix(in srgb, var(--good) calc(var(--share) * 0.45),
              var(--card)); }
            .matrix .wrong { background: color-mix(in srgb, var(--bad) calc(var(--share) * 0.45),
              var(--card)); }
            .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr));
              gap: 0.8rem; }
            .pair { display: flex; flex-wrap: wrap; gap: 0 2.5rem; align-items: flex-start; margin-top:
              0.8rem; }
            .pair > .scroll { max-width: 100%; } .pair > .scroll:last-child { flex: 1 1 34rem; }
            figure { margin: 0; } .charts figure { background: var(--card); border-radius: 10px; padding:
              0.7rem; }
            figcaption { font-size: 0.85rem; color: var(--soft); } figcaption strong { color: var(--ink); }
            svg { width: 100%; height: auto; display: block; max-width: 26rem; margin: 0 auto; }
            svg text { fill: var(--soft); font: 12px system-ui, "DejaVu Sans", sans-serif; }
            svg line, svg path { fill: none; }
            .grid { stroke: var(--rule); stroke-width: 0.7; }
            .chance { stroke: var(--soft); stroke-width: 1.2; stroke-dasharray: 3 4; }
            .limit { stroke: var(--ink); stroke-width: 1.4; stroke-dasharray: 5 3; }
            .first { stroke: var(--first); stroke-width: 2; } .second { stroke: var(--second); stroke-width:
              1.6; }
            circle.first { fill: var(--first); } circle.second { fill: var(--second); stroke: none; }
              circle.first { stroke: none; }
            rect.positive { fill: var(--second); } rect.negative { fill: var(--first); }
            .key { display: inline-block; width: 1.1rem; margin: 0 0.35rem 0.2rem 0; border-top: 3px solid
              var(--soft); vertical-align: middle; }
            .key.first, .key.negative { border-color: var(--first); } .key.second, .key.positive {
              border-color: var(--second); }
            .key.chance { border-top: 2px dotted var(--soft); } .key.limit { border-top: 2px dashed
              var(--ink); }
                        .cases { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%,
              19rem), 1fr)); gap: 1rem; }
            .cases figure { background: var(--card); border-radius: 10px; padding: 0.6rem; }
            .cases img { width: calc(50% - 0.2rem); height: auto; border-radius: 6px; background: #000;
              margin-right: 0.3rem; }
            .cases img:only-of-type { width: 100%; max-width: 14rem; } .cases img:nth-of-type(2) {
              margin-right: 0; }
            .cases figcaption { overflow-wrap: anywhere; margin-top: 0.3rem; }
            footer { margin-top: 2.5rem; border-top: 2px solid var(--rule); color: var(--soft); font-size:
              0.85rem; }
            @media print { :root { --ink: #000; --soft: #444; --paper: #fff; --card: #f4f4f4; --rule: #bbb;
              --first: #0b62c4;
              --second: #b3480f; --good: #1d7f4e; --bad: #b3261e; --mark: #fff1b8; }
              body { max-width: none; padding: 0; font-size: 10pt; } .scroll { overflow: visible; }
              figure, tr, .tiles div { break-inside: avoid; } h2, h3, h4, caption { break-after: avoid; }
              .charts { grid-template-columns: 1fr 1fr; } .cases { grid-template-columns: 1fr 1fr 1fr; } }
            """;

    private Style() {}
}
