"""A dead letter is sent to its service again, and to no other, or given up: who decides it, and why, is kept."""

import aio_pika

from contracts.delivery import dead_letters
from contracts.delivery.broker import confirming_channel, connected, publish
from contracts.delivery.database import Tx
from contracts.delivery.dead_letters import DROPPED, REPLAYED, DeadLetter
from contracts.delivery.envelope import CONTENT_TYPE
from contracts.delivery.retry import AGAIN


async def settle(
    tx: Tx, letter: DeadLetter, *, again: bool, by: str, reason: str, service: str, broker_url: str
) -> bool:
    """Decide in `tx`, and send it again; False when it was decided before.

    Published before the commit: who buries it again meanwhile waits for it, or its second death would be taken for the
    first. A crash in between plays it twice, which its inbox bears.
    """
    state = REPLAYED if again else DROPPED
    decided = await dead_letters.decide(tx, letter.id, state=state, by=by, reason=reason)
    if decided and again:
        await _send(service, letter, broker_url)
    return decided


async def _send(service: str, letter: DeadLetter, broker_url: str) -> None:
    """Body and properties as they came; returns once the broker has it."""
    async with connected(broker_url, f"{service}.dead-letters") as connection:
        channel = await confirming_channel(connection)
        exchange = await channel.get_exchange(f"{service}.livraison", ensure=False)
        message = aio_pika.Message(
            letter.body,
            content_type=CONTENT_TYPE,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            message_id=str(letter.event_id) if letter.event_id else None,
            correlation_id=letter.subject,
            type=letter.type,
        )
        await publish(exchange, message, AGAIN)
