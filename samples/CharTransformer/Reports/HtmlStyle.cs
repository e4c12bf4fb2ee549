namespace CharTransformerSample.Reports;

/// <summary>The look of the report, on a light and on a dark screen.</summary>
internal static class HtmlStyle
{
    public const string Css = """

        :root { color-scheme: light dark; --ink: #1a1d21; --soft: #5b6570; --line: #dfe3e8; --card: #f6f7f9; --page: #ffffff; --accent: #0072b2; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --soft: #9aa4af; --line: #343a41; --card: #22262b; --page: #17191c; --accent: #56b4e9; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
        main { max-width: 960px; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
        h1 { font-size: 1.9rem; margin: 0 0 .4rem; letter-spacing: -.01em; }
        h2 { font-size: 1.15rem; margin: 2.4rem 0 .8rem; }
        .lead { color: var(--soft); margin: 0 0 1.6rem; max-width: 46rem; }
        .note { color: var(--soft); font-size: .85rem; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: .8rem; }
        .tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .8rem 1rem; }
        .label { color: var(--soft); font-size: .8rem; }
        .value { font-size: 1.55rem; font-weight: 600; color: var(--accent); font-variant-numeric: tabular-nums; }
        .detail { color: var(--soft); font-size: .78rem; line-height: 1.35; }
        figure { margin: 0; background: #fff; border: 1px solid var(--line); border-radius: 10px; padding: .6rem; overflow: hidden; }
        figure svg { display: block; width: 100%; height: auto; }
        pre { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.2rem; white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.5 ui-monospace, "DejaVu Sans Mono", Consolas, monospace; }
        .prompt { color: var(--soft); }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .45rem .8rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        th { font-weight: 500; color: var(--soft); white-space: nowrap; }
        .figures td, .figures tr:first-child th { text-align: right; font-variant-numeric: tabular-nums; white-space: normal; }

        """;
}
