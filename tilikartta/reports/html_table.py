"""Tables of many rows: light markup, sorted by buttons in their headings, found by a search field; whole without the script.

A figure's column sorts by its digits, so all figures of a column must have as many decimals; what has none comes last.
"""

from collections.abc import Iterable, Sequence

from tilikartta.reports.html_page import Html, tag, text

ALIGNED = 12  # columns of figures that a table may have without a class on every cell
_LAST = ",".join(f".e{one} td:nth-last-child(-n+{one})" for one in range(1, ALIGNED + 1))
_FIRST = ",".join(f".f{one} td:nth-child(-n+{one + 1})" for one in range(1, ALIGNED + 1))


def plain_table(
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    numeric: Iterable[int] = (),
    label: str = "",
    sort: bool = False,
    marks: Sequence[str] = (),
    name: str = "",
) -> Html:
    """A table that keeps its columns; on a narrow screen it scrolls inside its own frame, which the keyboard reaches.

    ``label`` names table and frame; the first cell of a row is its heading. ``sort`` adds buttons to the headings; ``marks`` are
    texts by row that the search field looks at (the row's own words else). ``name``: id of the frame. End tags of rows and cells
    are left out, as HTML allows: a federation has a hundred thousand of them.
    """
    right, width = set(numeric), len(headings)
    aligned = _aligned(right, width)
    heads = "".join(tag("th", one, scope="col", class_="n" if at in right else None) for at, one in enumerate(headings))
    body = []
    for number, row in enumerate(rows):
        cells = "".join(_cell(at, value, at in right and not aligned) for at, value in enumerate(row))
        mark = f' data-t="{text(marks[number])}"' if marks else ""
        body.append(f"<tr{mark}>{cells}")
    whole = Html(
        f'<table class="flat{aligned}{" sort" if sort else ""}"{_named(label)}><thead><tr>{heads}</tr></thead>'
        f"<tbody>{chr(10).join(body)}</tbody></table>"
    )
    return framed(whole, label, name)


def framed(whole: Html, label: str, name: str = "") -> Html:
    """A frame in which what is too wide scrolls, also by keyboard."""
    return tag("div", whole, class_="frame", role="group", tabindex="0", aria_label=label or None, id=name or None)


def _aligned(right: set[int], width: int) -> str:
    """The class of a table whose columns of figures come last, or right after the names: cells then need none of their own."""
    count = len(right)
    if 0 < count <= ALIGNED and right == set(range(width - count, width)):
        return f" e{count}"
    return f" f{count}" if 0 < count <= ALIGNED and right == set(range(1, count + 1)) else ""


def _named(label: str) -> str:
    return f' aria-label="{text(label)}"' if label else ""


def _cell(at: int, value: object, right: bool) -> str:
    if at == 0:
        return f"<th scope=row>{text(value)}"
    return f"<td{' class=n' if right else ''}>{text(value)}"


def search_field(
    name: str, label: str, found: str, targets: Sequence[str], choices: Sequence[tuple[str, Sequence[str]]] = ()
) -> Html:
    """A search field over the rows (or marked parts) of the frames named ``targets``. Shown by the script only.

    ``found`` tells how many are left, with ``{shown}`` and ``{all}``. ``choices``: lists to choose from, (label, values); the
    first entry of each takes all.
    """
    lists = [
        tag("label", title, " ", tag("select", tag("option", values[0], value=""),
            *(tag("option", one, value=f"|{one}|") for one in values[1:])))
        for title, values in choices
    ]  # fmt: skip
    return tag(
        "div", tag("label", label, " ", tag("input", type="search", id=name, autocomplete="off")), *lists,
        tag("p", "", role="status", data_text=found),
        class_="search noprint", hidden=True, data_of=" ".join(targets),
    )  # fmt: skip


def fold_buttons(target: str, open_all: str, close_all: str) -> Html:
    """Two buttons that open and close everything inside the part of that id. Shown by the script only."""
    return tag(
        "p", tag("button", open_all, type="button", data_fold="open"), " ",
        tag("button", close_all, type="button", data_fold="close"), class_="folds noprint", hidden=True, data_of=target,
    )  # fmt: skip


_FIGURES = f"{_LAST},{_FIRST}{{text-align:right;white-space:nowrap}}"
TABLE_STYLE = (
    f"{_FIGURES}"
    """
.frame{overflow-x:auto}
.frame:focus-visible,summary:focus-visible{outline:3px solid var(--blue);outline-offset:1px}
.flat{display:table;border:0;font-size:.875rem}
.flat th.n{white-space:normal}
.flat thead{display:table-header-group;position:static;clip-path:none;width:auto;height:auto}
.flat tbody{display:table-row-group}
.flat tr{display:table-row;border:0;padding:0;margin:0}
.flat td,.flat td.n,.flat tbody th{display:table-cell;padding:.25rem .5rem;border-bottom:1px solid var(--line)}
.flat td.n,.flat th.n{text-align:right}
.flat td.n{white-space:nowrap}
.flat td::before{content:none}
.flat td:not([data-h]){display:table-cell}
.flat tbody th{background:none;font-weight:400;overflow-wrap:break-word;min-width:9rem}
.flat td{overflow-wrap:break-word}
.flat tr[hidden]{display:none}
.flat th button{font:inherit;color:inherit;background:none;border:0;padding:.25rem 0;text-align:inherit;cursor:pointer;
text-decoration:underline;text-underline-offset:.15em}
.flat th[aria-sort=ascending] button::after{content:" ▲"}
.flat th[aria-sort=descending] button::after{content:" ▼"}
.search{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;align-items:center;padding:.5rem .75rem;background:var(--pale);
border-radius:.5rem;margin:.5rem 0}
.search[hidden],.folds[hidden]{display:none}
.search input,.search select,.folds button{font:inherit;min-height:2.25rem;padding:.25rem .5rem;max-width:100%;color:var(--ink);
background:#fff;border:1px solid var(--soft);border-radius:.25rem}
.search p{margin:0}
.folds button{cursor:pointer}
@media (max-width:40rem){.flat{width:auto;min-width:100%}.flat tbody th{min-width:7.5rem}}
@media print{.frame{overflow:visible}.flat th button{text-decoration:none}
@page wide{size:A4 landscape;margin:12mm}
#accounts{page:wide}
.flat{font-size:7.5pt}.flat tbody th{min-width:0}
.flat td,.flat td.n,.flat tbody th{padding:.1rem .2rem}.flat td a{white-space:normal}
details::details-content{content-visibility:visible!important;block-size:auto!important}}
"""
)

TABLE_SCRIPT = """
(function(){
var lang=document.documentElement.lang,all=function(q,root){return [].slice.call((root||document).querySelectorAll(q))};
function digits(cell){var t=cell.textContent,d=t.replace(/[^0-9]/g,"");
return d===""?null:(/^\\s*[\\u2212-]/.test(t)?-1:1)*Number(d)}
function sort(table,head,at,figures){
var down=head.getAttribute("aria-sort")==="ascending",body=table.tBodies[0];
all("th[aria-sort]",table).forEach(function(one){one.removeAttribute("aria-sort")});
head.setAttribute("aria-sort",down?"descending":"ascending");
var rows=[].slice.call(body.rows).map(function(row){var cell=row.cells[at];
return [figures?digits(cell):cell.textContent.trim(),row]});
var words=new Intl.Collator(lang,{numeric:true});
rows.sort(function(a,b){
var x=a[0],y=b[0],none=function(v){return v===null||v===""||v==="\\u2013"};
if(none(x)||none(y))return none(x)-none(y);
return (figures?x-y:words.compare(x,y))*(down?-1:1)});
rows.forEach(function(one){body.appendChild(one[1])})}
all("table.sort").forEach(function(table){
if(table.tBodies[0].rows.length<2)return;
all("thead th",table).forEach(function(head,at){
var button=document.createElement("button");
button.type="button";button.textContent=head.textContent;head.textContent="";head.appendChild(button);
button.addEventListener("click",function(){sort(table,head,at,head.classList.contains("n"))})})});
all(".search").forEach(function(form){
var status=form.querySelector("[role=status]"),input=form.querySelector("input"),lists=all("select",form);
var frames=form.dataset.of.split(" ").map(function(id){return document.getElementById(id)}).filter(Boolean);
var items=frames.map(function(frame){var own=all("[data-t]",frame);return own.length?own:all("tbody tr",frame)});
function update(){
var word=input.value.trim().toLowerCase(),chosen=lists.map(function(one){return one.value.toLowerCase()});
items.forEach(function(group,number){
var shown=0;
group.forEach(function(item){
var t=(item.dataset.t||item.textContent).toLowerCase();
item.hidden=!(t.indexOf(word)>=0&&chosen.every(function(one){return t.indexOf(one)>=0}));
if(!item.hidden)shown+=1});
if(!number)status.textContent=status.dataset.text.replace("{shown}",shown).replace("{all}",group.length)})}
form.hidden=false;input.addEventListener("input",update);
lists.forEach(function(one){one.addEventListener("change",update)});update()});
all(".folds").forEach(function(part){
part.hidden=false;
all("button",part).forEach(function(button){button.addEventListener("click",function(){
all("details",document.getElementById(part.dataset.of)).forEach(function(one){one.open=button.dataset.fold==="open"})})})});
var printed=[];
window.addEventListener("beforeprint",function(){
printed=CSS.supports("selector(::details-content)")?[]:all("details:not([open])");
printed.forEach(function(one){one.open=true})});
window.addEventListener("afterprint",function(){printed.forEach(function(one){one.open=false});printed=[]});
function reveal(){
var target=location.hash.length>1&&document.getElementById(decodeURIComponent(location.hash.slice(1)));
for(var one=target;one;one=one.parentElement){if(one.tagName==="DETAILS")one.open=true}
if(target)target.scrollIntoView()}
window.addEventListener("hashchange",reveal);
document.addEventListener("click",function(event){
var link=event.target.closest("a[href^='#']");if(link&&link.hash===location.hash)setTimeout(reveal)});
reveal()})();
"""
