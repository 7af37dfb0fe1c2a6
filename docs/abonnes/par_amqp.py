"""Prints each change of status from the partner's own queue: AMQP_URL and FILE say which."""

import asyncio
import json
import os

import aio_pika


async def main() -> None:
    connection = await aio_pika.connect_robust(os.environ["AMQP_URL"])
    channel = await connection.channel()
    await channel.set_qos(prefetch_count=50)
    queue = await channel.get_queue(os.environ["FILE"], ensure=False)
    async with queue.iterator() as messages:
        async for message in messages:
            async with message.process():  # acknowledged once the block has ended well
                event = json.loads(message.body)
                print(event["id"], event["subject"], event["data"]["statut"], flush=True)


asyncio.run(main())
