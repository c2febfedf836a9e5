"""What pydantic found, in the words of this desk: complaints that say what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from mailbot.config.fields import Section
from mailbot.config.sections import DeskSection
from mailbot.desk.complaints import Complaint
from mailbot.desk.policy_keys import spelt, suggest
from mailbot.desk.policy_terms_reading import SHARED_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=Section)

_KINDS = {
    "string_type": "must be text in double quotes",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "list_type": 'must be a list like ["one", "two"]',
    "dict_type": "must be a table of keys",
    "model_type": "must be a table of keys",
    "model_attributes_type": "must be a table of keys",
    "too_short": "must hold at least one entry",
}
_PATTERNS = {
    "case_prefix": "must be 1 to 10 capital letters or digits that begin with a letter, like INC",
    "plus": 'must be "+" (or whatever sign your server splits addresses at), or "" for none',
    "handle": "must be small letters, digits, dots, - or _, like suzuki: commands name people by it",
}


def read_section(model: type[Model], found: object, complaints: list[Complaint], *path: str | int) -> Model | None:
    """The table as its section, or None with every fault among the complaints."""
    try:
        return model.model_validate(found)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_context=True):
            place = tuple(fault["loc"])
            complaints.append(Complaint((*path, *place), _sentence(model, found, fault)))
        return None


def _sentence(model: type[BaseModel], found: object, fault: ErrorDetails) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind in _KINDS:
        return f"{_KINDS[kind]}, not {spelt(_value_at(found, fault['loc']))}"
    sentence = _SENTENCES.get(kind)
    if sentence:
        return sentence(model, fault["loc"], context)
    return fault["msg"]


def _unknown(model: type[BaseModel], place: tuple[int | str, ...], _context: Mapping[str, Any]) -> str:
    return f"is not a known key{suggest(str(place[-1]), _keys_at(model, place[:-1]))}"


def _pattern(_model: type[BaseModel], place: tuple[int | str, ...], _context: Mapping[str, Any]) -> str:
    return _PATTERNS.get(str(place[-1]), "is not spelt as it must be")


def _choice(_model: type[BaseModel], _place: tuple[int | str, ...], context: Mapping[str, Any]) -> str:
    return f"must be one of {str(context.get('expected', '')).replace(chr(39), chr(34)).replace(' or ', ', ')}"


_SENTENCES: dict[str, Callable[[type[BaseModel], tuple[int | str, ...], Mapping[str, Any]], str]] = {
    "extra_forbidden": _unknown,
    "string_pattern_mismatch": _pattern,
    "literal_error": _choice,
    "missing": lambda _model, _place, _context: "is missing",
    "value_error": lambda _model, _place, context: str(context.get("error", "cannot be used")),
    "greater_than_equal": lambda _model, _place, context: f"must be {context.get('ge')} or more",
    "less_than_equal": lambda _model, _place, context: f"must be {context.get('le')} or less",
}


def _value_at(found: object, place: tuple[int | str, ...]) -> object:
    for step in place:
        if isinstance(found, dict):
            found = found.get(step, found)
        elif isinstance(found, list) and isinstance(step, int) and step < len(found):
            found = found[step]
    return found


def _keys_at(model: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """The keys that exist where an unknown one was found."""
    for step in place:
        if isinstance(step, str) and step in model.model_fields:
            model = next(iter(_models_in(model.model_fields[step].annotation)), model)
    return [*model.model_fields, *(SHARED_KEYS if model is DeskSection else ())]


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for argument in get_args(annotation) for found in _models_in(argument)]
