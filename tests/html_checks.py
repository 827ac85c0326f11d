"""What an accessibility checker would say of a page: names, headings, tables, ids, links, and the contrast of every text."""

CHECKS = """
(function(){
var faults=[],all=function(q){return [].slice.call(document.querySelectorAll(q))};
var say=function(what,e){faults.push(what+": "+(e.outerHTML||"").slice(0,120))};
if(!document.documentElement.lang)faults.push("no language");
if(!document.title)faults.push("no title");
var ids={};all("[id]").forEach(function(e){if(ids[e.id])say("id twice",e);ids[e.id]=true});
all("a[href^='#']").forEach(function(e){if(!ids[e.hash.slice(1)])say("leads nowhere",e)});
all("[aria-labelledby]").forEach(function(e){e.getAttribute("aria-labelledby").split(" ").forEach(function(id){
if(!ids[id])say("named by nothing",e)})});
all("a,button,summary").forEach(function(e){
if(!(e.getAttribute("aria-label")||e.textContent).trim())say("no name",e);
if(e.parentElement.closest("a,button,summary"))say("control inside a control",e)});
all("input,select").forEach(function(e){if(!e.labels.length||!e.labels[0].textContent.trim())say("no label",e)});
var level=0;all("h1,h2,h3,h4").forEach(function(e){var n=+e.tagName[1];if(n>level+1)say("heading skips",e);level=n});
if(all("h1").length!==1)faults.push("h1: "+all("h1").length);
all("table").forEach(function(t){
[].forEach.call(t.tHead.rows[0].cells,function(c){
if(c.tagName!=="TH"||c.scope!=="col"||!c.textContent.trim())say("heading of a column",c)});
var wide=t.tHead.rows[0].cells.length;
[].forEach.call(t.tBodies[0].rows,function(r){if(r.cells.length!==wide)say("cells missing",r);
if(t.classList.contains("flat")&&r.cells[0].scope!=="row")say("no row heading",r)});
if(t.classList.contains("flat")&&!t.getAttribute("aria-label"))say("nameless table",t)});
all("svg").forEach(function(e){
if(e.getAttribute("role")==="img"?!e.querySelector("title"):e.getAttribute("aria-hidden")!=="true")
say("drawing without words",e)});
all("[style],[onclick]").forEach(function(e){say("style or script inside",e)});
all("*").forEach(function(e){var s=getComputedStyle(e);
if(/auto|scroll/.test(s.overflowX)&&e.scrollWidth>e.clientWidth+1&&e.tabIndex<0&&e.offsetParent)
say("scrolls without keyboard",e)});
return faults})()
"""

CONTRAST = """
(function(){
function parts(c){var m=c.match(/[0-9.]+/g).map(Number);return m.length<4?m.concat(1):m}
function light(c){var v=c.slice(0,3).map(function(x){x/=255;return x<=0.03928?x/12.92:Math.pow((x+0.055)/1.055,2.4)});
return 0.2126*v[0]+0.7152*v[1]+0.0722*v[2]}
function ground(e){for(;e;e=e.parentElement){var c=parts(getComputedStyle(e).backgroundColor);if(c[3]>0)return c}
return [255,255,255,1]}
var seen=0,faults=[],walk=document.createTreeWalker(document.body,NodeFilter.SHOW_TEXT);
while(walk.nextNode()){
var e=walk.currentNode.parentElement;
if(!walk.currentNode.data.trim()||/SCRIPT|STYLE|TITLE|DESC/i.test(e.tagName)||!e.getClientRects().length)continue;
var s=getComputedStyle(e),svg=e.tagName.toLowerCase()==="text";
var ink=parts(svg?s.fill:s.color),paper=svg?parts(s.stroke):ground(e);
var a=light(ink),b=light(paper),ratio=(Math.max(a,b)+0.05)/(Math.min(a,b)+0.05);
seen+=1;if(ratio<4.5)faults.push(ratio.toFixed(2)+" "+walk.currentNode.data.trim().slice(0,40))}
return seen>50?faults:["only "+seen+" texts"]})()
"""

OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"

# Every line of a statement with its amounts, and the sums of the accounts that it opens to.
LINES = """
(function(id){
return [].map.call(document.querySelectorAll("#"+id+" [data-line]"),function(row){
var own=function(e){return [].map.call(e.querySelectorAll(":scope > .am"),function(a){return a.lastChild.data})};
var kept=row.tagName==="SUMMARY"?
row.parentElement.querySelectorAll(":scope > .inside > details > .inside tbody tr"):[];
var accounts=[].map.call(kept,function(r){
return [].map.call(r.querySelectorAll("td.n"),function(c){return c.textContent}).slice(1)});
return {line:row.dataset.line,amounts:own(row),accounts:accounts}})})
"""


def cents(text: str) -> int:
    """``−1 234,56`` as cents."""
    digits = "".join(letter for letter in text if letter.isdigit())
    return -int(digits) if text.startswith("−") else int(digits)
