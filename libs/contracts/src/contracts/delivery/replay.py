"""A dead letter sent to its service again, and to no other: body and properties as it came."""

import aio_pika

from contracts.delivery.broker import confirming_channel, connected, publish
from contracts.delivery.dead_letters import DeadLetter
from contracts.delivery.envelope import CONTENT_TYPE
from contracts.delivery.retry import AGAIN


async def replay(service: str, letter: DeadLetter, broker_url: str) -> None:
    """Returns once the broker has it; the service's inbox guards against a second effect."""
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
