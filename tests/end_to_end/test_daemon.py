import contextlib
import os
import signal
import sqlite3

import pytest
from support.process import Marsad, until

from growth.platform import X
from simulator.faults import Fault
from simulator.server import Simulator
from storage import accounts, outbox, polls
from storage.letters import LetterState
from storage.store import Store


async def test_it_polls_answers_and_stops_in_good_order(sim: Simulator, marsad: Marsad) -> None:
    daemon = await marsad.start("run")
    sim.telegram.say("/start", chat_id=700, user_id=700)
    await until(lambda: len(sim.telegram.sent) == 1 and len(sim.requests.of("x")) >= 2)
    sim.world.x("111").followers = 1_005
    await until(lambda: len(sim.telegram.sent) == 2)

    code, _, log = await daemon.stopped(signal.SIGTERM)

    assert code == 0
    assert sim.telegram.sent[1].text.startswith("🎉 \u2068\u20681,000\u2069 followers\u2069")
    assert "stopped" in log
    assert "Traceback" not in log


async def test_a_request_under_way_is_finished_before_it_stops(sim: Simulator, marsad: Marsad) -> None:
    sim.faults.add(Fault(api="x", path="/2/users", delay_s=1.5, times=1))
    daemon = await marsad.start("run")
    await until(lambda: len(sim.requests.of("x")) == 1)

    code, _, log = await daemon.stopped(signal.SIGTERM)

    store = Store.open(f"sqlite:///{marsad.database}")
    with store.read() as tx:
        (account,) = accounts.accounts(tx)
        last = polls.last_poll(tx, account.key)
    store.close()
    assert code == 0
    assert last is not None
    assert last.outcome == polls.READ
    assert "Traceback" not in log


async def test_control_c_ends_it_like_sigterm(sim: Simulator, marsad: Marsad) -> None:
    daemon = await marsad.start("run")
    await until(lambda: len(sim.requests.of("x")) == 1)

    code, _, log = await daemon.stopped(signal.SIGINT)

    assert code == 0
    assert "Traceback" not in log


async def test_a_second_one_on_the_same_database_refuses(sim: Simulator, marsad: Marsad) -> None:
    first = await marsad.start("run")
    await until(lambda: len(sim.requests.of("x")) == 1)

    code, _, words = await (await marsad.start("run")).ended()

    await first.stopped(signal.SIGTERM)
    assert code == 1
    assert f"Marsad already runs on this database: process {first.pid} holds it." in words
    assert "Traceback" not in words


async def test_telegram_being_away_does_not_stop_the_polls(sim: Simulator, marsad: Marsad) -> None:
    sim.faults.add(Fault(api="telegram", drop="before"))
    daemon = await marsad.start("run")

    await until(lambda: len(sim.requests.of("x")) >= 3)

    code, _, log = await daemon.stopped(signal.SIGTERM)
    assert code == 0
    assert "cannot reach Telegram" in log


async def test_a_restart_waits_for_the_interval(sim: Simulator, marsad: Marsad) -> None:
    config = marsad.config.read_text(encoding="utf-8").replace('interval = "1s"', 'interval = "1h"')
    marsad.config.write_text(config, encoding="utf-8")
    first = await marsad.start("run")
    await until(lambda: len(sim.requests.of("x")) == 1)
    await first.stopped(signal.SIGTERM)

    second = await marsad.start("run")
    sim.telegram.say("/start", chat_id=700, user_id=700)
    await until(lambda: len(sim.telegram.sent) == 1)
    await second.stopped(signal.SIGTERM)

    assert len(sim.requests.of("x")) == 1


@pytest.mark.parametrize("command", ["poll", "status"])
async def test_commands_work_beside_the_daemon(sim: Simulator, marsad: Marsad, command: str) -> None:
    daemon = await marsad.start("run")
    await until(lambda: len(sim.requests.of("x")) >= 1)

    code, out, _ = await (await marsad.start(command, "--json")).ended()

    await daemon.stopped(signal.SIGTERM)
    assert code == 0
    assert '"handle":"city_police"' in out
    assert f'"platform":"{X}"' in out


async def test_no_token_reaches_the_log_at_its_loudest(sim: Simulator, marsad: Marsad) -> None:
    with marsad.config.open("a", encoding="utf-8") as file:
        file.write('[log]\nlevel = "debug"\n')
    sim.faults.add(Fault(api="x", kind="unauthorized", times=1))
    sim.faults.add(Fault(api="telegram", kind="bad_gateway", path="getUpdates", times=2))
    daemon = await marsad.start("run")
    sim.telegram.say("/chart", chat_id=700, user_id=700)
    await until(lambda: len(sim.telegram.sent) >= 1 and len(sim.requests.of("x")) >= 3)

    _, out, log = await daemon.stopped(signal.SIGTERM)

    kept = marsad.database.read_bytes().decode("latin-1")
    assert sim.tokens.telegram not in log + out + kept
    assert sim.tokens.telegram.partition(":")[2] not in log + out + kept
    assert sim.tokens.x not in log + out + kept


async def test_a_letter_under_way_has_arrived_when_it_stops(sim: Simulator, marsad: Marsad) -> None:
    daemon = await marsad.start("run")
    sim.telegram.say("/start", chat_id=700, user_id=700)
    await until(lambda: len(sim.telegram.sent) == 1 and len(sim.requests.of("x")) >= 2)
    sim.faults.add(Fault(api="telegram", path="sendMessage", delay_s=1.5))
    sim.world.x("111").followers = 1_005
    await until(lambda: len(sim.telegram.sent) == 2)

    code, _, _ = await daemon.stopped(signal.SIGTERM)

    store = Store.open(f"sqlite:///{marsad.database}")
    with store.read() as tx:
        letters = outbox.history(tx, 1, 10)
    store.close()
    assert code == 0
    assert [letter.state for letter in letters] == [LetterState.SENT]


async def test_a_poll_that_cannot_be_kept_does_not_end_the_watch(sim: Simulator, marsad: Marsad) -> None:
    config = marsad.config.read_text(encoding="utf-8").replace("[telegram]", 'wait = "1s"\n[telegram]')
    marsad.config.write_text(config, encoding="utf-8")
    daemon = await marsad.start("run")
    sim.telegram.say("/start", chat_id=700, user_id=700)
    await until(lambda: len(sim.telegram.sent) == 1 and len(sim.requests.of("x")) >= 1)
    with contextlib.closing(sqlite3.connect(marsad.database, isolation_level=None)) as somebody_else:
        somebody_else.execute("BEGIN IMMEDIATE")
        await until(
            lambda: "a job failed; its next turn tries again" in (daemon.folder / "err").read_text(encoding="utf-8")
        )
    sim.world.x("111").followers = 1_005
    await until(lambda: len(sim.telegram.sent) == 2)

    code, _, shown = await daemon.stopped(signal.SIGTERM)

    assert code == 0
    assert "Traceback" not in shown


async def test_a_hangup_reads_the_settings_anew(sim: Simulator, marsad: Marsad) -> None:
    right = marsad.config.read_text(encoding="utf-8")
    marsad.config.write_text(right.replace(sim.tokens.x, "revoked"), encoding="utf-8")
    daemon = await marsad.start("run")
    await until(lambda: any(one.status == 401 for one in sim.requests.of("x")))
    marsad.config.write_text(right, encoding="utf-8")
    os.kill(daemon.pid, signal.SIGHUP)
    await until(lambda: any(one.status == 200 for one in sim.requests.of("x")))

    code, _, log = await daemon.stopped(signal.SIGTERM)

    assert code == 0
    assert "settings read anew" in log
    assert "Traceback" not in log


@pytest.mark.parametrize(
    ("wrong", "said"),
    [("[telegrm]\n", "telegrm"), ('[storage]\nurl = "sqlite:////nowhere/at/all.db"\n', "back to those")],
)
async def test_settings_that_do_not_work_leave_those_before(
    sim: Simulator, marsad: Marsad, wrong: str, said: str
) -> None:
    daemon = await marsad.start("run")
    await until(lambda: len(sim.requests.of("x")) >= 1)
    marsad.config.write_text(wrong, encoding="utf-8")
    os.kill(daemon.pid, signal.SIGHUP)
    await until(lambda: said in (daemon.folder / "err").read_text(encoding="utf-8"))
    asked = len(sim.requests.of("x"))
    await until(lambda: len(sim.requests.of("x")) > asked)

    code, _, log = await daemon.stopped(signal.SIGTERM)

    assert code == 0
    assert "Traceback" not in log
