"""The SMTP courier: carries letters to the next server over a few kept connections, in an event loop of its own."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from dataclasses import dataclass

import aiosmtplib

from mailbot.desk.records import Delivery, DueLetter, Sent
from mailbot.edges.smtp_account import AddressRefused, SmtpAccount, smtp_path
from mailbot.edges.smtp_replies import NoPassword, at_login, by_reply, in_transaction
from mailbot.edges.tls import client_context


@dataclass(slots=True, kw_only=True)
class _Line:
    """A kept connection: how many mails went over it, and when it was last used, by the loop's clock."""

    client: aiosmtplib.SMTP
    mails: int = 0
    used_at: float = 0.0


class _Stale(Exception):
    """A kept connection turned out to be closed before anything of the letter was said."""


class SmtpCourier:
    """`send` may be called from several threads; as many letters travel at once as the account has connections.

    Raises OSError when it is made, if the CA file cannot be read. `close` hangs up politely.
    """

    def __init__(self, account: SmtpAccount) -> None:
        self._account = account
        self._tls = None if account.tls == "none" else client_context(account.ca_file)
        self._loop = asyncio.new_event_loop()
        self._free = asyncio.Semaphore(max(1, account.connections))
        self._idle: list[_Line] = []
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp-out", daemon=True)
        self._thread.start()

    def send(self, letter: DueLetter) -> Delivery:
        """Carries one letter, bytes as stored; never raises for what a server or the network does."""
        return asyncio.run_coroutine_threadsafe(self._send(letter), self._loop).result()

    def greet(self) -> Delivery:
        """Connects and logs in, for `check --connect`: DONE, or the trouble in words."""
        return asyncio.run_coroutine_threadsafe(self._greet(), self._loop).result()

    def close(self) -> None:
        """Ends all kept connections and the thread; the courier cannot be used afterwards."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _send(self, letter: DueLetter) -> Delivery:
        try:
            sender, recipient = smtp_path(letter.envelope_from), smtp_path(letter.recipient)
        except AddressRefused as refusal:
            return Delivery(ending=Sent.REFUSED, words=str(refusal))
        async with self._free:
            while True:
                try:
                    line = self._kept() or await self._connect()
                except Exception as error:  # noqa: BLE001 - whatever keeps us from logging in is an ending
                    return at_login(error)
                with contextlib.suppress(_Stale):
                    return await self._carry(line, sender, recipient, letter.content)

    async def _carry(self, line: _Line, sender: bytes, recipient: bytes, content: bytes) -> Delivery:
        sending = False
        try:
            refused = await self._envelope(line, sender, recipient, len(content))
            if refused is not None:
                return refused
            sending = True
            reply = await line.client.data(content, timeout=self._account.final_seconds)
        except _Stale:
            raise
        except aiosmtplib.SMTPDataError as error:
            self._keep(line)
            return in_transaction(error, sending=sending)
        except Exception as error:
            line.client.close()
            if line.mails and not sending and isinstance(error, (ConnectionError, aiosmtplib.SMTPServerDisconnected)):
                raise _Stale from error
            return in_transaction(error, sending=sending)
        line.mails += 1
        self._keep(line)
        return Delivery(ending=Sent.DONE, words=f"{reply.code} {' '.join(reply.message.split())}"[:300])

    async def _envelope(self, line: _Line, sender: bytes, recipient: bytes, size: int) -> Delivery | None:
        """MAIL and RCPT; None when both were accepted. A kept connection that says 421 is only stale."""
        seconds = self._account.seconds
        options = (f"SIZE={size}".encode("ascii"),) if line.client.supports_extension("size") else ()
        for command in ((b"MAIL", b"FROM:" + sender, *options), (b"RCPT", b"TO:" + recipient)):
            reply = await line.client.execute_command(*command, timeout=seconds)
            if reply.code == 421:
                line.client.close()
                if line.mails and command[0] == b"MAIL":
                    raise _Stale
                return by_reply(reply.code, reply.message)
            if not 200 <= reply.code < 300:
                await self._reset(line)
                return by_reply(reply.code, reply.message)
        return None

    async def _reset(self, line: _Line) -> None:
        """After a refusal the connection serves the next letter, if the server still talks."""
        try:
            await line.client.rset(timeout=self._account.seconds)
        except Exception:  # noqa: BLE001 - a connection that cannot be reset is given up; the refusal stands
            line.client.close()
            return
        line.mails += 1
        self._keep(line)

    async def _connect(self) -> _Line:
        account = self._account
        password = await asyncio.to_thread(self._password)
        client = aiosmtplib.SMTP(
            hostname=account.host,
            port=account.port,
            local_hostname=account.ehlo_name or None,
            timeout=account.seconds,
            use_tls=account.tls == "implicit",
            start_tls=account.tls == "starttls",
            tls_context=self._tls,
        )
        await client.connect()
        try:
            if account.user and account.oauth2:
                await client.auth_xoauth2(account.user, password)
            elif account.user:
                await client.login(account.user, password)
            elif client.is_ehlo_or_helo_needed:
                await client.ehlo()
        except BaseException as error:
            client.close()
            if isinstance(error, aiosmtplib.SMTPAuthenticationError):
                account.refused()
            raise
        return _Line(client=client)

    def _password(self) -> str:
        """Read anew for each login, so that a changed one is taken without a restart."""
        if not self._account.user or self._account.password is None:
            return ""
        try:
            return self._account.password()
        except ConnectionError:
            raise  # a token server out of reach is no reason to stop
        except (OSError, ValueError) as error:
            raise NoPassword(str(error)) from error

    def _kept(self) -> _Line | None:
        """The connection used last, if it still seems alive; servers drop idle ones soon."""
        while self._idle:
            line = self._idle.pop()
            if line.client.is_connected and self._loop.time() - line.used_at < self._account.idle_seconds:
                return line
            line.client.close()
        return None

    def _keep(self, line: _Line) -> None:
        if not line.client.is_connected or line.mails >= self._account.mails_per_connection:
            line.client.close()
            return
        line.used_at = self._loop.time()
        self._idle.append(line)

    async def _greet(self) -> Delivery:
        async with self._free:
            try:
                line = await self._connect()
            except Exception as error:  # noqa: BLE001 - `check` shows whatever keeps us from logging in
                return at_login(error)
            self._keep(line)
        return Delivery(ending=Sent.DONE, words=f"{self._account.host}:{self._account.port}")

    async def _hang_up(self) -> None:
        for line in self._idle:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError, ssl.SSLError):
                await line.client.quit(timeout=2.0)
            line.client.close()
        self._idle.clear()
        await asyncio.sleep(0.02)  # connections that were given up are closed in the loop's next turns
