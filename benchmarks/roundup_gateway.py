"""Roundup's mail gateway over a folder of mails; run by `thousand_mails` with the Python of an environment of its own.

Arguments: the tracker's folder, the folder of mails, the port of the mail server that takes its letters. Prints JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter, process_time


def set_up(tracker: Path, port: int) -> None:
    """The classic tracker on SQLite; a new issue's author is told of it, as a desk acknowledges."""
    settings = (
        f"tracker_web=http://localhost/,tracker_email=support@vendor.example,mail_domain=vendor.example,"
        f"mail_host=127.0.0.1,mail_port={port},nosy_messages_to_author=new,mailgw_subject_prefix_parsing=loose"
    )
    admin = [str(Path(sys.executable).with_name("roundup-admin")), "-i", str(tracker)]
    for command in (["install", "classic", "sqlite", settings], ["initialise", "secret"]):
        subprocess.run([*admin, *command], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Sets the tracker up, registers the senders, then hands over mail after mail and says how long that took."""
    tracker, mails, port = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    set_up(tracker, port)
    import roundup.instance  # type: ignore[import-not-found]  # installed in an environment of its own only
    from roundup.scripts.roundup_mailgw import parse_arguments  # type: ignore[import-not-found]  # likewise

    instance = roundup.instance.open(str(tracker))
    database = instance.open("admin")
    for number in range(20):
        database.user.create(username=f"contact{number:02}", address=f"contact{number:02}@client.example", roles="User")
    database.commit()
    database.close()
    paths = sorted(mails.glob("*.eml"))
    _, arguments = parse_arguments([str(tracker)])
    begun, used = perf_counter(), process_time()
    for path in paths:
        with path.open("rb") as file:
            instance.MailGW(instance, arguments).main(file)
    seconds, used = perf_counter() - begun, process_time() - used
    database = instance.open("admin")
    print(json.dumps({"seconds": seconds, "processor": used, "cases": len(database.issue.list())}))


if __name__ == "__main__":
    main()
