"""From a configuration to a running desk: the only place where store, edges and stages are put together."""

from mailbot.wiring.desk import Desk, open_desk, put_together
from mailbot.wiring.doors import courier_of, imap_account
from mailbot.wiring.house import calendars_of, hours_of, house_of_reading, proof_of, reader_of, stationery_of
from mailbot.wiring.stores import store_of, upgrade_store

__all__ = [
    "Desk",
    "calendars_of",
    "courier_of",
    "hours_of",
    "house_of_reading",
    "imap_account",
    "open_desk",
    "proof_of",
    "put_together",
    "reader_of",
    "stationery_of",
    "store_of",
    "upgrade_store",
]
