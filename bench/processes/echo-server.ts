/** A bare Fastify that sends each JSON body back: what any HTTP answer costs at least. */
import fastify from 'fastify';

const app = fastify();
app.post('/echo', (request, reply) => {
  reply.send(request.body);
});
process.send?.({ origin: await app.listen({ host: '127.0.0.1', port: 0 }) });
process.on('disconnect', () => process.exit());
