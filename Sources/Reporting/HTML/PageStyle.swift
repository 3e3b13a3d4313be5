/// Writes the page's head: what browsers need to know, and the style.
func pageHead(_ title: String, into page: inout Markup) {
    page.element("head") { page in
        page.void("meta", ["charset": "utf-8"])
        page.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        // The page may load nothing, and run nothing but its own script, even if a name in it were let through.
        page.void(
            "meta",
            [
                "http-equiv": "Content-Security-Policy",
                "content": "default-src 'none'; style-src 'unsafe-inline'; script-src '\(pageScriptHash)'",
            ])
        page.void("meta", ["name": "color-scheme", "content": "light dark"])
        page.element("title", text: title)
        page.element("style") { $0.literal(pageStyle) }
    }
}

/// The style of all pages.
///
/// Colours are named once for light, once for dark and once for paper.
let pageStyle: StaticString = """
    :root{--paper:#fffdf8;--ink:#1f1f1d;--soft:#5c5850;--faint:#e9e3d7;--rule:#857f73;--shade:#f3ecdf;--link:#1560a8;
    --infinite:#c4245a;--finite:#1560a8;--classical:#806000;--naive:#1f1f1d;--other:#857f73;--bad:#c4245a;--warn:#806000;--there:#d3ccbd}
    @media (prefers-color-scheme:dark){:root{--paper:#14171b;--ink:#f2efe8;--soft:#b4b0a6;--faint:#2a2f36;--rule:#878c94;
    --shade:#20262e;--link:#62a8ee;--infinite:#ff7aa8;--finite:#62a8ee;--classical:#d9b648;--naive:#f2efe8;--other:#757a82;
    --bad:#ff7aa8;--warn:#d9b648;--there:#3d444d}}
    *{box-sizing:border-box}
    html{scroll-behavior:smooth;scroll-padding-top:3.5rem}
    body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;
    font-variant-numeric:tabular-nums lining-nums}
    main{max-width:824px;margin:0 auto;padding:1.5rem 1rem 4rem}
    h1,h2,h3{font-family:"Iowan Old Style","Palatino Linotype",Palatino,Georgia,"Noto Serif","DejaVu Serif",serif;line-height:1.2;font-weight:600}
    h1{font-size:2.3rem;margin:.1rem 0 1rem;overflow-wrap:anywhere}
    h2{font-size:1.5rem;margin:3.2rem 0 .8rem;padding-top:.7rem;border-top:1px solid var(--ink);overflow-wrap:anywhere}
    h3{font-size:1.18rem;margin:0}
    p{max-width:44rem;margin:.6rem 0}
    a{color:var(--link)}
    header p:first-of-type{margin:0}
    header>p:nth-of-type(2){font-size:1.15rem}
    .kicker{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;color:var(--infinite);font-weight:600;margin:0}
    .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.4rem}
    :focus-visible{outline:2px solid var(--link);outline-offset:2px}
    nav{font-size:.9rem;padding:1rem 1rem 0;max-width:824px;margin:0 auto}
    nav ol{list-style:none;margin:.3rem 0 0;padding:0;columns:2}
    nav a{color:inherit;text-decoration:none;display:block;padding:.12rem 0}nav a:hover{text-decoration:underline}
    .keys{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:1rem;margin:1.6rem 0 0}
    .keys div{border-top:3px solid var(--ink);padding-top:.4rem}
    .keys dt{font-size:.82rem;color:var(--soft)}
    .keys dd{margin:0;font-size:.82rem;color:var(--soft);overflow-wrap:anywhere}
    .keys dd.value{font-size:1.5rem;color:var(--ink);line-height:1.25}
    .filters{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:center;background:var(--paper);
    border-bottom:1px solid var(--faint);padding:.5rem 0;margin-top:1.5rem;font-size:.88rem}
    .filters[hidden]{display:none}
    select,button{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--rule);border-radius:3px;padding:.15rem .4rem;max-width:46vw}
    figure{margin:2rem 0 2.4rem;padding-top:.55rem;position:relative}
    figure::before{content:"";position:absolute;top:0;left:0;width:3rem;border-top:4px solid var(--infinite)}
    .sub{color:var(--soft);font-size:.92rem;margin:.25rem 0 .2rem}
    .note,.empty{color:var(--soft);font-size:.85rem;margin:.4rem 0}
    .empty{border-left:3px solid var(--faint);padding-left:.8rem;font-size:.95rem}
    .plot svg{display:block;width:100%;height:auto;margin-top:.9rem;overflow:visible}
    svg.narrow{display:none!important}
    svg text{font-family:inherit;fill:var(--ink)}
    svg.wide text{font-size:12.5px}svg.narrow text{font-size:11.5px}
    svg .tick,svg .unit,svg .mark{fill:var(--soft)}svg .name{fill:var(--ink)}
    svg .head{font-weight:600}
    .grid{stroke:var(--faint);fill:none}.axis{stroke:var(--rule);fill:none}.rule{stroke:var(--rule);fill:none}
    .shade{fill:var(--shade)}
    .infinite{--c:var(--infinite)}.finite{--c:var(--finite)}.classical{--c:var(--classical)}.naive{--c:var(--naive)}.other{--c:var(--other)}
    .line{fill:none;stroke:var(--c);stroke-width:1.9;stroke-linejoin:round}
    .line.other{stroke-width:1}
    .line.finite{stroke-dasharray:none}.line.classical{stroke-dasharray:6 2.5}.line.naive{stroke-width:1.5}
    .band{fill:var(--c)}.b1{fill-opacity:.15}.b2{fill-opacity:.22}.b3{fill-opacity:.34}
    .dot{fill:var(--c);stroke:var(--paper);stroke-width:.8}.whisker{stroke:var(--c);stroke-width:1.7;fill:none}
    .bars rect{fill:var(--c)}.bars.other rect{fill:var(--other);fill-opacity:.55}
    .rings circle{fill:var(--paper);stroke:var(--naive);stroke-width:1.5}
    svg text.end{fill:var(--c);font-weight:600}svg text.end.mark,svg text.end.other{fill:var(--soft);font-weight:400}
    .stems{fill:none;stroke:var(--c);stroke-opacity:.6}
    .strip .there{fill:var(--there)}.strip .missing{fill:var(--warn)}.strip .refused{fill:var(--bad)}.strip .nothing{fill:none}
    .key{width:22px;height:12px;vertical-align:-1px;margin-right:.4em}
    .legend{list-style:none;display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;padding:0;margin:.5rem 0 0;font-size:.86rem}
    time{white-space:nowrap}
    .legend li{white-space:nowrap;padding:.1rem 0}
    .js .legend li{cursor:pointer}.legend li[aria-pressed=false]{opacity:.45;text-decoration:line-through}
    .off{display:none}
    .readout{font-size:.84rem;min-height:1.5em;color:var(--soft);display:flex;flex-wrap:wrap;gap:0 .9rem;margin:.3rem 0 0}
    .readout b{color:var(--ink);font-weight:600}
    .cross{stroke:var(--ink);stroke-width:1;stroke-dasharray:2 2;pointer-events:none}
    .strip rect title,.bars rect title{pointer-events:none}
    .scroll{overflow-x:auto;margin:.8rem 0 1rem;background:linear-gradient(90deg,var(--paper) 40%,transparent) 0 0/2.5rem 100% no-repeat local,
    linear-gradient(270deg,var(--paper) 40%,transparent) 100% 0/2.5rem 100% no-repeat local,
    linear-gradient(90deg,var(--rule) 0%,transparent) 0 0/.5rem 100% no-repeat,linear-gradient(270deg,var(--rule) 0%,transparent) 100% 0/.5rem 100% no-repeat}
    table{border-collapse:collapse;font-size:.82rem;min-width:60%}
    th,td{text-align:right;padding:.22rem .42rem;border-bottom:1px solid var(--faint);white-space:nowrap;font-weight:400}
    th.l,td.l{text-align:left}
    thead th{color:var(--soft);font-size:.8rem;vertical-align:bottom;border-bottom:1px solid var(--rule);white-space:normal}
    thead button{border:0;padding:0;background:none;color:inherit;cursor:pointer;text-align:inherit}
    th[aria-sort=ascending] button::after{content:" ▲"}th[aria-sort=descending] button::after{content:" ▼"}
    tr:not(.group)>th.l:first-child{position:sticky;left:0;background:var(--paper)}
    tbody tr:hover,tbody tr:hover>th.l:first-child{background:var(--shade)}
    .group th{text-align:left;font-weight:600;padding-top:.8rem}
    .items{display:grid;grid-template-columns:minmax(7rem,auto) 1fr;gap:.3rem 1.2rem;font-size:.93rem}
    .items dt{color:var(--soft)}.items dd{margin:0;overflow-wrap:anywhere}
    pre{overflow-x:auto;font-size:.82rem;background:var(--shade);padding:.7rem}
    details.numbers{margin:.3rem 0;font-size:.9rem}summary{cursor:pointer;color:var(--link)}
    @media (max-width:620px){svg.wide{display:none!important}svg.narrow{display:block!important}h1{font-size:1.8rem}nav ol{columns:1}
    .items{grid-template-columns:1fr;gap:0}.items dd{margin-bottom:.5rem}.filters{position:static}
    .legend li{white-space:normal;overflow-wrap:anywhere}}
    @media (min-width:1200px){body{display:grid;grid-template-columns:250px minmax(0,824px) 1fr;max-width:1320px;margin:0 auto}
    nav{position:sticky;top:0;align-self:start;max-height:100vh;overflow:auto;padding-top:2rem}nav ol{columns:1}main{margin:0}
    .scroll{width:fit-content;max-width:min(1054px,calc(100vw - 300px))}.scroll table{min-width:488px}}
    @page{size:A4;margin:15mm}
    @media print{:root{--paper:#fff;--ink:#000;--soft:#444;--faint:#ddd;--rule:#777;--shade:#f2f2f2;--link:#000;
    --infinite:#c4245a;--finite:#1560a8;--classical:#806000;--naive:#000;--other:#857f73;--bad:#c4245a;--warn:#806000}
    body{display:block;font-size:10pt;max-width:none}main{max-width:none;padding:0}nav,.filters,.skip,.readout,details.numbers{display:none!important}
    svg.wide{display:block!important}svg.narrow{display:none!important}
    h2{break-after:avoid;margin-top:1.6rem}figure,tr,.keys{break-inside:avoid}thead{display:table-header-group;break-inside:avoid}
    table{font-size:8pt}th,td{padding:.12rem .3rem}.scroll{overflow:visible;background:none}a{text-decoration:none}}
    """
