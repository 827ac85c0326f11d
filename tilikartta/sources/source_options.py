"""Reading options as a mapping states them: its ``source`` section speaks where nobody else did."""

from dataclasses import replace
from pathlib import Path

from tilikartta.model import Mapping
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.profile import Profile, load_profile


def with_source(options: ReadOptions, mapping: Mapping) -> ReadOptions:
    """Reading options with what the mapping's ``source`` says where they are silent. Raises TilikarttaError for its profile."""
    source = mapping.source

    def said(name: str) -> str:
        return str(getattr(options, name)) or source.get(name, "")

    return replace(
        options, encoding=said("encoding"), separator=said("separator"), decimal=said("decimal"), date=said("date"),
        sheet=said("sheet"), sign=said("sign"), tags=said("tags"), profile=options.profile or _profile_of(mapping),
    )  # fmt: skip


def _profile_of(mapping: Mapping) -> Profile | None:
    """The profile that a mapping names; a path is looked for beside the mapping first."""
    name = mapping.source.get("profile", "")
    if not name:
        return None
    return load_profile(name, Path(mapping.files[0][0]) if mapping.files else None)
