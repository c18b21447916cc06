"""Pictures: specifications drawn to SVG while the report is written, so that the page ships no drawing code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from lxml import etree
from markupsafe import Markup, escape

from pipeline.report.chart_specs import Spec, interval_spec, timeline_spec
from pipeline.report.model import FactView, Report
from pipeline.report.phrases import Language, phrase
from pipeline.report.run_specs import days_caption, days_spec, outlets_spec

MOST_FACTS = 60
_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset({"svg", "g", "path", "line", "rect", "text", "tspan", "circle"})
_ATTRIBUTES = frozenset(
    {
        *("width", "height", "viewBox", "transform", "d", "x", "y", "x1", "y1", "x2", "y2", "r", "cx", "cy"),
        *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-miterlimit", "stroke-dasharray"),
        *("opacity", "text-anchor", "font-size", "font-weight", "pointer-events", "display"),
    }
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture with the keys of its caption and of what explains it."""

    key: str
    note: str
    svg: Markup


def _clean(node: etree._Element) -> None:
    for child in list(node):
        name = child.tag.removeprefix(_SVG) if isinstance(child.tag, str) else ""
        empty = name == "path" and child.get("d", "") in {"", "M0,0h0v0h0Z"}
        if name not in _ELEMENTS or empty or child.get("display") == "none":
            node.remove(child)
            continue
        _clean(child)
        if name == "g" and len(child) == 0:
            node.remove(child)
    for name in set(node.attrib) - _ATTRIBUTES:
        del node.attrib[name]


def clean_svg(svg: str, label: str) -> Markup:
    """An SVG with nothing but shapes and text, labelled for those who do not see it.

    >>> clean_svg('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><script/><text>95个</text></svg>', "图")
    Markup('<svg role="img" aria-label="图"><text>95个</text></svg>')
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(svg.encode("utf-8"), parser)
    _clean(root)
    inner = "".join(etree.tostring(child, encoding="unicode") for child in root)
    inner = inner.replace(' xmlns="http://www.w3.org/2000/svg"', "").replace(
        ' xmlns:xlink="http://www.w3.org/1999/xlink"', ""
    )
    size = "".join(
        f' {name}="{escape(root.get(name, ""))}"' for name in ("width", "height", "viewBox") if root.get(name)
    )
    return Markup(f'<svg role="img" aria-label="{escape(label)}"{size}>{inner}</svg>')


def draw(spec: Spec, label: str) -> Markup:
    """A specification as inline SVG."""
    import vl_convert

    return clean_svg(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]), label)


def _label(view: FactView) -> str:
    sides = "；".join(side.value for side in view.sides)
    return f"{view.fact.subject} {view.fact.attribute}：{sides}"


def _spec(view: FactView, language: Language) -> Spec | None:
    return (timeline_spec if view.shelf == "updates" else interval_spec)(view, language)


def _fact_specs(report: Report, language: Language) -> Iterator[tuple[FactView, Spec]]:
    for view in chain(report.conflicts, report.updates, report.unsure):
        spec = _spec(view, language)
        if spec is not None:
            yield view, spec


def fact_chart(view: FactView, language: Language) -> Markup | None:
    """The picture of one fact; None where there is nothing to show."""
    spec = _spec(view, language)
    return None if spec is None else draw(spec, _label(view))


def fact_charts(report: Report, language: Language, most: int = MOST_FACTS) -> Mapping[str, Markup]:
    """Pictures by fact id, for the first `most` facts that have something to show."""
    specs = zip(range(most), _fact_specs(report, language), strict=False)
    return {view.fact.id: draw(spec, _label(view)) for _, (view, spec) in specs}


WHOLE: Mapping[str, tuple[Callable[[Report, Language], Spec | None], Callable[[Report], str]]] = MappingProxyType(
    {"chart.outlets": (outlets_spec, lambda report: "chart.outlets"), "chart.days": (days_spec, days_caption)}
)


def run_pictures(report: Report, language: Language) -> tuple[Picture, ...]:
    """The pictures of the whole run that have something to show."""
    pictures = []
    for note, (picture, caption) in WHOLE.items():
        spec = picture(report, language)
        if spec is not None:
            key = caption(report)
            pictures.append(Picture(key, f"{note}.note", draw(spec, phrase(key).get(language))))
    return tuple(pictures)
