// The style of the page: light and dark, narrow and wide, on paper. Contrast of every text is at least 4.5 to 1.

export const STYLE = `
:root{color-scheme:light dark;--back:#fff;--panel:#f6f8fa;--text:#1b1f24;--soft:#57606a;--line:#d0d7de;--link:#0550ae;
--critical:#a40e26;--high:#a33a08;--medium:#735300;--low:#495563;--badge:#fff}
@media (prefers-color-scheme:dark){:root{--back:#0d1117;--panel:#161b22;--text:#e6edf3;--soft:#a2acb8;--line:#3d444d;
--link:#79c0ff;--critical:#ff9a94;--high:#ffae75;--medium:#e5c14f;--low:#b6c2cf;--badge:#0d1117}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif}
header,main,footer{max-width:72rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1.5rem}
h1{font-size:1.6rem;line-height:1.25;margin:.25rem 0}
h2{font-size:1.25rem;margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1.5rem 0 .5rem}
p{margin:.5rem 0;max-width:60rem}
a{color:var(--link)}
code,pre,.node,.id{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.875em}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--panel);border:1px solid var(--line);border-radius:6px;
padding:.75rem;margin:.5rem 0}
.soft,.id{color:var(--soft)}
.id{display:block;overflow-wrap:anywhere;font-weight:400}
.skip{position:absolute;left:-100vw}
.skip:focus{left:1rem;top:.5rem;background:var(--back);padding:.5rem;z-index:1}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:.75rem 0;padding:0}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(14rem,45%),1fr));gap:.75rem;margin:1rem 0;padding:0}
.figures div{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.75rem 1rem;display:flex;
flex-direction:column-reverse;justify-content:flex-end}
.figures dt{color:var(--soft);font-size:.875rem;line-height:1.35}
.figures dd{margin:0;font-size:1.75rem;font-weight:650;line-height:1.25}
.figures .critical dd{color:var(--critical)}
.figures .high dd{color:var(--high)}
.fixes li{margin:.5rem 0}
.fixes p{margin:.1rem 0}
.warning{border-left:4px solid var(--high);background:var(--panel);padding:.5rem .75rem}
.badge{display:inline-block;min-width:4.6rem;text-align:center;border-radius:4px;padding:0 .4rem;font-size:.8125rem;
font-weight:650;background:var(--low);color:var(--badge)}
.badge.critical{background:var(--critical)}
.badge.high{background:var(--high)}
.badge.medium{background:var(--medium)}
.filters{display:flex;flex-wrap:wrap;gap:.75rem;align-items:flex-end;background:var(--panel);border:1px solid var(--line);
border-radius:6px;padding:.75rem;margin:.75rem 0}
.filters[hidden],.pages[hidden]{display:none}
.filters label{display:flex;flex-direction:column;font-size:.875rem;color:var(--text)}
.filters .wide{flex:1 1 14rem}
select,input,button{font:inherit;color:inherit;background:var(--back);border:1px solid var(--soft);border-radius:4px;
padding:.3rem .5rem;min-height:2.2rem}
button[aria-disabled=true]{color:var(--soft);border-style:dashed}
.pages{display:flex;gap:.5rem;margin:.75rem 0}
ul.rows{list-style:none;margin:0;padding:0}
.finding{border-bottom:1px solid var(--line);content-visibility:auto;contain-intrinsic-size:auto 2.5rem}
summary{cursor:pointer;padding:.5rem .25rem;overflow-wrap:anywhere}
details[open]>summary{background:var(--panel)}
details>:not(summary){margin-left:1.25rem}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin-top:.5rem;margin-bottom:.5rem}
.facts dt{color:var(--soft)}
.facts dd{margin:0;overflow-wrap:anywhere;min-width:0}
.scroll{overflow-x:auto;margin:.75rem 0}
table{border-collapse:collapse;width:100%;font-size:.9375rem}
caption{text-align:left;color:var(--soft);padding:.25rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}
tbody th{font-weight:500;overflow-wrap:anywhere;min-width:10rem}
td{overflow-wrap:anywhere;min-width:4.5rem}
#inventory-table tbody th{min-width:min(15rem,45vw)}
#inventory-table thead th{white-space:normal}
#inventory-table td:nth-of-type(2),#inventory-table td:nth-of-type(3){min-width:8.75rem}
thead th{white-space:nowrap}
.picture{border-bottom:1px solid var(--line)}
svg.path{display:block;max-width:100%;height:auto;margin:.75rem 0}
.box{fill:var(--panel);stroke:var(--soft);stroke-width:1.5}
.box.source{stroke:var(--link);stroke-width:2.5}
.box.target{stroke:var(--critical);stroke-width:2.5}
.node,.edge,.condition{fill:var(--text);font-size:13px}
.condition{fill:var(--soft)}
.arrow{stroke:var(--soft);stroke-width:2;fill:none}
.arrow.open{stroke-dasharray:5 4}
.tip{fill:var(--soft)}
.steps{font-size:.9375rem;overflow-wrap:anywhere}
footer{margin-top:3rem;padding-bottom:2rem;color:var(--soft);font-size:.875rem}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media (max-width:40rem){.facts{grid-template-columns:1fr}.facts dt{margin-top:.25rem}}
@media print{
:root{--back:#fff;--panel:#fff;--text:#000;--soft:#444;--line:#bbb;--link:#000;--critical:#a40e26;--high:#a33a08;
--medium:#735300;--low:#495563;--badge:#fff}
body{font-size:10pt}
header,main,footer{max-width:none;padding:0}
nav,.skip,.filters,.pages{display:none}
.badge{border:1px solid;background:none!important;color:#000}
.finding{content-visibility:visible;break-inside:avoid}
.picture,svg.path,tr{break-inside:avoid}
h2,h3,summary{break-after:avoid}
.scroll{overflow:visible}
thead{display:table-header-group}
details::details-content{content-visibility:visible;height:auto}
}
`;
