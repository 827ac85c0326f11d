"""Which of the profiles that come with the program a file or table fits, when the user names none."""

from functools import cache

from tilikartta.sources.file import InputFile
from tilikartta.sources.headings import key_of
from tilikartta.sources.profile import Profile, profile_names, shipped_profile
from tilikartta.sources.table import Table


@cache
def _profiles() -> tuple[Profile, ...]:
    """The most demanding ones first."""
    every = [shipped_profile(name) for name in profile_names()]
    return tuple(sorted(every, key=lambda profile: -len(profile.recognise.headings)))


def by_beginning(file: InputFile) -> Profile | None:
    """The profile whose mark the text of the file begins with."""
    head = file.head.removeprefix(b"\xef\xbb\xbf").lstrip(b'"')
    return next((one for one in _profiles() if one.recognise.begins and head.startswith(one.recognise.begins.encode())), None)


def by_headings(table: Table) -> Profile | None:
    """The profile all of whose headings the table has."""
    keys = {key_of(heading) for heading in table.headings}
    for profile in _profiles():
        wanted = profile.recognise.headings
        if wanted and all(any(key_of(one) in keys for one in either.split(" | ")) for either in wanted):
            return profile
    return None
