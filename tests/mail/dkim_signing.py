"""Signs mails in tests with RSA keys that are made on the spot, so that no private key lies in the repository."""

from __future__ import annotations

import base64
import random
from dataclasses import dataclass, field
from functools import cache

import dkim  # type: ignore[import-untyped]  # the package ships no types

from mailbot.mail.resolving import TemporaryDnsTrouble

EXPONENT = 65537


def _is_prime(number: int, chance: random.Random) -> bool:
    if any(number % small == 0 for small in (3, 5, 7, 11, 13, 17, 19, 23, 29, 31)):
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(12):
        power = pow(chance.randrange(2, number - 1), odd, number)
        if power not in {1, number - 1} and not any(
            (power := pow(power, 2, number)) == number - 1 for _ in range(twos - 1)
        ):
            return False
    return True


def _prime(bits: int, chance: random.Random) -> int:
    while True:
        number = chance.getrandbits(bits) | (3 << (bits - 2)) | 1
        if number % EXPONENT != 1 and _is_prime(number, chance):
            return number


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def _integer(number: int) -> bytes:
    return _der(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))


@dataclass(frozen=True)
class Key:
    private_pem: bytes
    record: bytes
    """The TXT record of the public key."""


@cache
def key(bits: int = 1024) -> Key:
    chance = random.Random(bits)
    one, two = _prime(bits // 2, chance), _prime(bits // 2, chance)
    modulus, private = one * two, pow(EXPONENT, -1, (one - 1) * (two - 1))
    numbers = (0, modulus, EXPONENT, private, one, two)
    rest = (private % (one - 1), private % (two - 1), pow(two, -1, one))
    pem = base64.encodebytes(_der(0x30, b"".join(_integer(number) for number in (*numbers, *rest))))
    public = _der(0x30, _integer(modulus) + _integer(EXPONENT))
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    info = _der(0x30, algorithm + _der(3, b"\0" + public))
    begin, end = b"-----BEGIN RSA PRIVATE KEY-----\n", b"-----END RSA PRIVATE KEY-----\n"
    return Key(begin + pem + end, b"v=DKIM1; k=rsa; p=" + base64.b64encode(info))


@dataclass
class Dns:
    """A resolver of a few records; names in `down` do not answer."""

    known: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    down: frozenset[str] = frozenset()
    asked: list[str] = field(default_factory=list)

    def txt(self, name: str) -> tuple[bytes, ...]:
        self.asked.append(name)
        if name in self.down:
            raise TemporaryDnsTrouble(name)
        return self.known.get(name, ())


def dns(domain: str = "client.example", *, bits: int = 1024, extra: bytes = b"") -> Dns:
    return Dns({f"s1._domainkey.{domain}": (key(bits).record + extra,)})


def signed(
    raw: bytes,
    *,
    domain: str = "client.example",
    bits: int = 1024,
    fields: tuple[bytes, ...] = (b"from", b"to", b"subject", b"date", b"message-id"),
    length: bool = False,
    algorithm: bytes = b"rsa-sha256",
    identity: bytes | None = None,
) -> bytes:
    signature = dkim.sign(
        raw,
        b"s1",
        domain.encode(),
        key(bits).private_pem,
        include_headers=list(fields),
        length=length,
        identity=identity,
        signature_algorithm=algorithm,
    )
    assert isinstance(signature, bytes)
    return signature + raw
