"""Changes single keys of a TOML file that people wrote, and leaves their comments, order and layout as they are."""

from collections.abc import Iterable, Mapping

from release_guard.model.lean import Any


class EditError(ValueError):
    """The text can't be changed as asked; the message says why."""


def set_keys(text: str, changes: "Mapping[str, object]") -> str:
    """*text* with the dotted keys of *changes* set (``None`` takes a key away; elements of lists by index).

    Tables on the way are made where they are missing. Raises ``EditError`` where *text* is no TOML or a key leads
    through something that holds no keys.
    """
    document = _parsed(text)
    for key, value in changes.items():
        _set(document, key, value)
    return _dumped(document)


def confirm(text: str, keys: "Iterable[str]") -> str:
    """*text* without *keys* in ``unconfirmed``; the list goes when nothing is left in it.

    Raises ``EditError`` where a key isn't in the list.
    """
    document = _parsed(text)
    listed = document.get("unconfirmed")
    left = list(listed) if isinstance(listed, list) else []
    for key in keys:
        if key not in left:
            raise EditError(f"{key} isn't in unconfirmed; there: {', '.join(map(str, left)) or 'nothing'}")
        left.remove(key)
    if left:
        document["unconfirmed"] = left
    else:
        document.pop("unconfirmed", None)
    return _dumped(document)


def _parsed(text: str) -> Any:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomlkit.parse(text)
    except (TOMLKitError, ValueError, RecursionError) as error:
        raise EditError(f"not TOML: {error}") from error


def _dumped(document: Any) -> str:
    import tomlkit

    return tomlkit.dumps(document)


def _set(document: Any, key: str, value: object) -> None:
    *above, last = key.split(".")
    holder = document
    for part in above:
        holder = _below(holder, part, key)
    if isinstance(holder, list):
        _set_element(holder, last, value, key)
    elif not hasattr(holder, "keys"):
        raise EditError(f"{key} leads through {'.'.join(above)}, which holds no keys")
    elif value is None:
        holder.pop(last, None)
    else:
        holder[last] = value


def _set_element(holder: Any, index: str, value: object, key: str) -> None:
    if not index.isdigit() or int(index) >= len(holder):
        raise EditError(f"{key}: there is no element {index}")
    if value is None:
        del holder[int(index)]
    else:
        holder[int(index)] = value


def _below(holder: Any, part: str, key: str) -> Any:
    import tomlkit

    if isinstance(holder, list):
        if not part.isdigit() or int(part) >= len(holder):
            raise EditError(f"{key}: there is no element {part}")
        return holder[int(part)]
    if not hasattr(holder, "keys"):
        raise EditError(f"{key} leads through something that holds no keys")
    if part not in holder:
        holder[part] = tomlkit.table()
    return holder[part]
