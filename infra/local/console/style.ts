import { createHash } from 'node:crypto';

/**
 * The one style of the console. Text stands at 4.5:1 or more on its ground and lines of charts at 3:1 or more, in both schemes
 * (WCAG 2.2: 1.4.3, 1.4.11). The eight colours of series differ in lightness too, so that they can be told apart without colour.
 */
export const STYLE = `
:root{color-scheme:light dark;--ground:#f2f4f7;--paper:#fff;--ink:#16191d;--quiet:#4d5663;--line:#d5dae1;--grid:#e6e9ee;--edge:#6b7686;--link:#0a4c96;--go:#0a4c96;--on-go:#fff;--tint:#e8f0fa;--bar:#12263f;--on-bar:#fff;--bar-quiet:#c3d2e6;--good:#12652f;--good-tint:#e2f3e7;--warn:#8a4b00;--warn-tint:#fdf0dc;--bad:#a3160f;--bad-tint:#fdeceb;--focus:#b45309;
--s1:#1d5fb4;--s2:#c65300;--s3:#1c7c3c;--s4:#b3231b;--s5:#6f42c1;--s6:#8a5a00;--s7:#b0327c;--s8:#5b6675;--rest:#8b95a3}
@media (prefers-color-scheme:dark){:root{--ground:#0e1114;--paper:#191d22;--ink:#eceff3;--quiet:#b0b9c5;--line:#363d47;--grid:#2a3038;--edge:#8a94a3;--link:#8fc1ff;--go:#8fc1ff;--on-go:#0b1520;--tint:#1b2a3c;--bar:#0a1626;--on-bar:#f3f6fa;--bar-quiet:#b4c5db;--good:#7fd79a;--good-tint:#16301f;--warn:#f3b562;--warn-tint:#35260f;--bad:#ffaba2;--bad-tint:#3b1714;--focus:#fbbf24;
--s1:#6fb1ff;--s2:#ff9a57;--s3:#63cf86;--s4:#ff7d73;--s5:#b99bff;--s6:#dfb350;--s7:#ff8fcb;--s8:#a9b4c2;--rest:#7c8796}}
*,::before,::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:1rem;top:-5rem;background:var(--paper);padding:.6rem 1rem;z-index:9}
.skip:focus{top:.5rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.quiet{color:var(--quiet)}
header{background:var(--bar);color:var(--on-bar)}
.wide{max-width:90rem;margin:0 auto;padding:0 1.25rem}
header .wide{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:center;padding-top:.4rem;padding-bottom:.4rem}
header strong{font-size:1.05rem;white-space:nowrap}
header strong a{color:inherit;text-decoration:none;display:inline-block;padding:.4rem 0}
header nav{display:flex;flex-wrap:wrap;gap:0 .2rem}
header nav a{color:var(--bar-quiet);text-decoration:none;padding:.55rem .6rem;border-radius:.4rem}
header nav a:hover{color:var(--on-bar);text-decoration:underline}
header nav a[aria-current]{color:var(--on-bar);font-weight:600;box-shadow:inset 0 -3px 0 -0px #7fb2ef}
.clock{background:var(--paper);border-bottom:1px solid var(--line)}
.clock .wide{display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:center;padding-top:.5rem;padding-bottom:.5rem}
.clock p{margin:0}
.clock time{font-weight:650;font-variant-numeric:tabular-nums}
.clock form{display:flex;flex-wrap:wrap;gap:.4rem;margin:0 0 0 auto}
.clock small{color:var(--quiet);font-size:.9rem;display:block}
button,.button{display:inline-block;min-height:2.5rem;padding:.4rem .9rem;font:inherit;font-weight:600;line-height:1.5;color:var(--link);background:var(--paper);border:1px solid var(--edge);border-radius:.45rem;cursor:pointer;text-decoration:none}
button:hover,.button:hover{background:var(--tint)}
button.go{color:var(--on-go);background:var(--go);border-color:var(--go)}
button[disabled]{cursor:progress;color:var(--quiet)}
main{padding-top:1rem;padding-bottom:3rem}
main:focus{outline:none}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 .75rem;text-wrap:balance}
h2{font-size:1.15rem;line-height:1.3;margin:0 0 .5rem}
h3{font-size:1rem;margin:1rem 0 .25rem}
h4{font-size:1rem;margin:1rem 0 .25rem}
p,ul,ol,dl,pre{margin:.5rem 0}
.crumbs{margin:.25rem 0 0;font-size:.95rem}
.note{padding:.7rem 1rem;border-radius:.5rem;background:var(--tint);margin:0 0 1rem}
.note.good{background:var(--good-tint)}
.note.bad{background:var(--bad-tint)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(21rem,100%),1fr));gap:1rem;align-items:start}
.card{background:var(--paper);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.15rem;min-width:0}
.card>:first-child{margin-top:0}
.card>:last-child{margin-bottom:0}
.card+.card,.cards+.card,.card+.cards,.cards+.cards{margin-top:1rem}
.cards>.card+.card{margin-top:0}
.card ul:not(.legend){padding-inline-start:1.2rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(9.5rem,45%),1fr));gap:.75rem;margin:0 0 1rem;padding:0}
.figures div{background:var(--paper);border:1px solid var(--line);border-top:4px solid var(--figure,var(--s1));border-radius:.6rem;padding:.7rem 1rem .8rem}
.figures dt{color:var(--quiet);font-size:.95rem}
.figures dd{margin:0;font-size:2.1rem;font-weight:680;line-height:1.15;font-variant-numeric:tabular-nums}
.figures dd a{color:inherit;text-decoration-thickness:2px;text-underline-offset:.15em;text-decoration-color:var(--line)}
.figures dd.none{font-size:1.1rem;font-weight:400;color:var(--quiet);padding:.55rem 0}
.figures small{display:block;font-size:.875rem;font-weight:400;color:var(--quiet)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:start;padding:.4rem .7rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
thead th{color:var(--quiet);font-weight:600;font-size:.9rem;border-bottom:2px solid var(--line);vertical-align:bottom}
tbody th{font-weight:500}
tbody tr:last-child>*{border-bottom:0}
.scroll{overflow-x:auto;overflow-wrap:normal}
.scroll table{min-width:30rem}
.scroll .break{overflow-wrap:anywhere;min-width:9rem}
.id,.chip{white-space:nowrap}
a.chip{white-space:normal;overflow-wrap:anywhere}
.cards.two{grid-template-columns:repeat(auto-fill,minmax(min(34rem,100%),1fr))}
td.when{white-space:nowrap}
dl.facts{display:grid;gap:.1rem 1rem}
dl.facts dt{color:var(--quiet)}
dl.facts dd{margin:0 0 .3rem}
@media (min-width:34rem){dl.facts{grid-template-columns:7.5rem 1fr;gap:.35rem 1rem}dl.facts dd{margin:0}}
.chip{display:inline-block;border:1px solid var(--line);border-radius:1rem;padding:.05rem .6rem;font-size:.9rem;background:var(--paper);color:var(--ink);text-decoration:none}
a.chip{padding:.25rem .7rem}
a.chip:hover{border-color:var(--edge);text-decoration:underline}
.chip.ok b,.chip.resolved,.chip.done,.chip.succeeded,.chip.delivered,.chip.met{color:var(--good);background:var(--good-tint);border-color:transparent}
.chip.ok b{background:none}
.chip.alarm,.chip.failed,.chip.timed_out,.chip.bounced,.chip.missed,.chip.breached,.chip.uncertain{color:var(--bad);background:var(--bad-tint);border-color:transparent;font-weight:600}
.chip.insufficient_data b{color:var(--quiet)}
.chip.in-review,.chip.on-hold,.chip.at-risk,.chip.queued,.chip.claimed{color:var(--warn);background:var(--warn-tint);border-color:transparent}
.chip.in-progress,.chip.running,.chip.accepted,.chip.offered,.chip.received{color:var(--link);background:var(--tint);border-color:transparent}
.alarms{display:flex;flex-wrap:wrap;gap:.4rem;margin:0}
form.filter{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(11rem,100%),1fr));gap:.6rem .8rem;align-items:end;margin:0 0 1rem}
form.filter label{display:block;font-size:.9rem;color:var(--quiet)}
input,select{width:100%;min-height:2.5rem;padding:.35rem .6rem;font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--edge);border-radius:.45rem}
.pages{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;margin:1rem 0 0}
.story{list-style:none;padding:0!important;margin:.5rem 0;border-inline-start:3px solid var(--line)}
.story>li{position:relative;padding:.05rem 0 .7rem 1.1rem}
.story>li::before{content:"";position:absolute;left:-.45rem;top:.45rem;width:.7rem;height:.7rem;border-radius:50%;background:var(--s1);border:2px solid var(--paper)}
.story>li.late::before{background:var(--s4)}
.story time,.story small{display:block;color:var(--quiet);font-size:.9rem}
blockquote{margin:.25rem 0;padding:.4rem .8rem;border-inline-start:4px solid var(--edge);background:var(--tint);white-space:pre-wrap}
pre{overflow:auto;padding:.7rem .9rem;background:var(--ground);border-radius:.45rem;font:.875rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre-wrap}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em}
details summary{cursor:pointer;color:var(--link);padding:.3rem 0}
iframe{width:100%;border:1px solid var(--line);border-radius:.45rem;background:#fff}
.mail iframe{height:46rem}
.links{display:flex;flex-wrap:wrap;gap:.5rem;padding:0;list-style:none}
.logs{list-style:none;margin:0;padding:0!important}
.logs li{border-bottom:1px solid var(--grid);padding:.35rem 0}
.logs li:last-child{border:0}
.logs time{color:var(--quiet);font-size:.875rem}
.logs pre{margin:.1rem 0;padding:0;background:none}
.logs .error pre{color:var(--bad)}

.ranges{display:flex;flex-wrap:wrap;gap:.3rem;margin:0 0 1rem;padding:0;list-style:none}
.ranges a{display:block;padding:.35rem .8rem;border:1px solid var(--line);border-radius:1.2rem;background:var(--paper);text-decoration:none}
.ranges a[aria-current]{background:var(--go);border-color:var(--go);color:var(--on-go);font-weight:600}
.board{display:grid;grid-template-columns:repeat(24,minmax(0,1fr));grid-auto-rows:minmax(2.1rem,auto);gap:.75rem}
.widget{background:var(--paper);border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem .7rem;display:flex;flex-direction:column;min-width:0;min-height:0;container-type:inline-size;position:relative}
.widget>h2{font-size:1rem;margin:0 0 .5rem;line-height:1.3}
.widget.text{background:none;border:0;padding:.7rem .15rem 0;justify-content:end}
.widget.text h2{font-size:1.3rem;margin:0}
.widget.text p{margin:.1rem 0 0;color:var(--quiet);max-width:100ch}
.widget.custom form{margin:0}
.empty{margin:auto;text-align:center;color:var(--quiet);padding:1rem}
.empty p{margin:.15rem 0}
.numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(8.5rem,45%),1fr));gap:.75rem 1.25rem;flex:1;align-content:center}
.number{border-inline-start:4px solid var(--series,var(--s1));padding-inline-start:.75rem;display:flex;flex-direction:column;min-width:0}
.number span{color:var(--quiet);font-size:.95rem;line-height:1.3}
.number b{font-size:2.3rem;font-weight:680;line-height:1.2;font-variant-numeric:tabular-nums}
.number b small{font-size:.55em;font-weight:600;margin-inline-start:.1em}
.number b.none{font-size:1.1rem;font-weight:400;color:var(--quiet)}
.spark{height:2.2rem;width:100%;margin-top:.2rem}
.number .gauge{height:.6rem;border-radius:.3rem;background:var(--grid);overflow:hidden;margin-top:.3rem}
.number .gauge i{display:block;height:100%;background:var(--series)}
.number .ends{display:flex;justify-content:space-between}
.plot{display:flex;flex:1;min-height:11rem;padding:.5rem 0 1.6rem}
.y{position:relative;flex:none;font-size:.8125rem;line-height:1;color:var(--quiet);font-variant-numeric:tabular-nums}
.y>b{visibility:hidden;font-weight:400;padding-inline-end:.5rem}
.y.right>b{padding-inline:.5rem 0}
.y>div{position:absolute;inset:0}
.y span{position:absolute;right:.5rem;transform:translateY(50%);white-space:nowrap}
.y.right span{right:auto;left:.5rem}
.y em{position:absolute;top:-1.1rem;left:0;font-style:normal;white-space:nowrap}
.area{position:relative;flex:1;min-width:0}
.area>svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
.plot path,.spark path{fill:none;vector-effect:non-scaling-stroke;stroke-linecap:round;stroke-linejoin:round}
.plot .grid{stroke:var(--grid);stroke-width:1}
.plot .grid:first-child{stroke:var(--edge)}
.plot .line,.spark .line{stroke-width:2.25}
.plot .dots{stroke-width:7}
.plot .fill,.spark .fill{opacity:.16}
.plot .threshold{stroke-width:1.5;stroke-dasharray:5 5}
.mark{position:absolute;right:.25rem;font-size:.8125rem;background:var(--paper);padding:0 .25rem;border-radius:.2rem;line-height:1.2}
.x span{position:absolute;top:100%;transform:translateX(-50%);padding-top:.45rem;font-size:.8125rem;line-height:1;color:var(--quiet);white-space:nowrap}
.x .end{transform:translateX(-85%)}
.x .end::before{left:85%!important}
.x span::before{content:"";position:absolute;left:50%;top:0;height:.3rem;border-left:1px solid var(--edge)}
@container (max-width:40rem){.x .odd{display:none}}
.cursor{position:absolute;top:0;bottom:0;border-left:1px solid var(--edge);pointer-events:none}
.tip{position:absolute;top:0;z-index:3;background:var(--paper);border:1px solid var(--edge);border-radius:.4rem;padding:.4rem .6rem;font-size:.875rem;line-height:1.45;pointer-events:none;max-width:19rem;box-shadow:0 4px 14px #0003}
.tip div{display:flex;gap:.5rem;align-items:center}
.tip div b{margin-inline-start:auto;padding-inline-start:.8rem;font-variant-numeric:tabular-nums}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1rem;list-style:none;margin:0;padding:0;font-size:.875rem;color:var(--quiet)}
.legend b{color:var(--ink);font-variant-numeric:tabular-nums}
.legend i,.tip i{display:inline-block;width:.75rem;height:.75rem;border-radius:.2rem;margin-inline-end:.4rem;flex:none}
.legend li{display:flex;align-items:center;gap:0 .4rem;flex-wrap:wrap}
.legend .legend-rest{display:block;flex-basis:100%}
.legend i{margin:0}
details.data{font-size:.875rem}
details.data summary{width:max-content;padding:.35rem 0 0}
details.data .scroll{max-height:14rem;overflow:auto}
table.bars{font-size:.95rem}
.bars th,.bars td{border:0;padding:.22rem .6rem .22rem 0;vertical-align:middle}
.bars tbody th{width:38%;font-weight:400;line-height:1.25}
.bars td{position:relative}
.bars td i{display:inline-block;height:1.05rem;border-radius:0 .2rem .2rem 0;vertical-align:middle;min-width:2px}
.bars td b{padding-inline-start:.45rem}
.pie{display:flex;flex-wrap:wrap;gap:1rem;align-items:center;flex:1}
.pie svg{width:10rem;max-width:40%}
.pie circle{fill:none;stroke-width:6}
.pie text{font-size:7px;font-weight:650;fill:var(--ink);text-anchor:middle;dominant-baseline:central}
.pie .legend{flex-direction:column;flex:1}
@media (max-width:60rem){.board{grid-template-columns:repeat(2,minmax(0,1fr))}.widget{grid-area:auto!important;grid-column:1/-1!important}.widget.small{grid-column:auto!important}.widget.text{grid-row:auto!important}.clock form{margin:0}}
@media (max-width:30rem){.number b{font-size:1.8rem}.figures dd{font-size:1.7rem}.wide{padding-left:.9rem;padding-right:.9rem}}

.machine{display:block;width:100%;min-width:60rem;height:auto}
.machine rect{fill:var(--paper);stroke:var(--edge);stroke-width:1.5}
.machine .visited rect{fill:var(--good-tint);stroke:var(--s3)}
.machine .current rect{fill:var(--tint);stroke:var(--s1);stroke-width:3}
.machine .failed rect{fill:var(--bad-tint);stroke:var(--s4);stroke-width:3}
td>details summary{padding:0}
.machine text{font-size:16px;fill:var(--ink);text-anchor:middle;dominant-baseline:central}
.machine .small{font-size:12px;fill:var(--quiet)}
.machine path{fill:none;stroke:var(--edge);stroke-width:1.5}
.machine path.rare{stroke-dasharray:4 5}
.machine marker path{fill:var(--edge);stroke:none}
@media print{.clock,nav,.ranges,form{display:none}body{background:#fff}}
`;

/**
 * What the pages' one script adds; everything works without it. Values under the pointer in charts, a word on a button whose work takes
 * long, and that the browser prefers dark colours, which the functions of custom widgets have to be told.
 */
export const SCRIPT = `
for(const area of document.querySelectorAll('.area[data-points]')){
const {names,moments}=JSON.parse(area.dataset.points),cursor=area.querySelector('.cursor'),tip=area.querySelector('.tip');
const hide=()=>{cursor.hidden=tip.hidden=true};
area.addEventListener('pointerleave',hide);
area.addEventListener('pointermove',event=>{
const box=area.getBoundingClientRect(),at=(event.clientX-box.left)/box.width*100;
let near=moments[0];
for(const moment of moments)if(Math.abs(moment[0]-at)<Math.abs(near[0]-at))near=moment;
if(!near)return;
cursor.hidden=tip.hidden=false;cursor.style.left=near[0]+'%';
tip.replaceChildren(Object.assign(document.createElement('strong'),{textContent:near[1]}));
const seen=near[2].map((value,index)=>[value,names[index]]).filter(([value])=>value!==null).slice(0,12);
for(const [value,[name,color]] of seen){
const row=document.createElement('div'),mark=document.createElement('i'),number=document.createElement('b');
mark.style.background=color;number.textContent=value;row.append(mark,name,number);tip.append(row);}
tip.style.left=near[0]>55?'auto':'calc('+near[0]+'% + 10px)';tip.style.right=near[0]>55?'calc('+(100-near[0])+'% + 10px)':'auto';
});}
for(const form of document.querySelectorAll('form[data-wait]'))form.addEventListener('submit',event=>setTimeout(()=>{
for(const button of form.querySelectorAll('button'))button.disabled=true;if(event.submitter)event.submitter.textContent=form.dataset.wait;}));
const board=document.querySelector('.board[data-theme]'),theme=matchMedia('(prefers-color-scheme:dark)').matches?'dark':'light';
if(board&&board.dataset.theme!==theme){document.cookie='theme='+theme+';path=/;samesite=strict';
if(document.cookie.includes('theme='+theme))location.reload();}
addEventListener('pageshow',event=>{if(event.persisted)location.reload()});
`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The policy of every page: only the style and the script above and the styles of custom widgets in it, places and colours in attributes, frames of this server. */
export const contentPolicy = (styles: readonly string[] = []): string =>
  [
    "default-src 'none'",
    `style-src-elem ${[...new Set([STYLE, ...styles])].map(hashOf).join(' ')}`,
    "style-src-attr 'unsafe-inline'",
    `script-src ${hashOf(SCRIPT)}`,
    "img-src 'self' data:",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
