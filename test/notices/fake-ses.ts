import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the server behaves to a call that it has read to its end. */
export type Behaviour = 'accept' | 'refuse' | 'throttle' | 'fail' | 'drop' | 'silence';

/** A server that speaks SES's query protocol and counts what it is asked to send. */
export interface FakeSes {
  url: string;
  behaviour: Behaviour;
  /** Fields of each SendRawEmail, in their order. */
  posts: URLSearchParams[];
  stop(): Promise<void>;
}

const failure = (code: string) =>
  `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${code}</Code>` +
  '<Message>Address ana@resident.example</Message></Error><RequestId>r</RequestId></ErrorResponse>';
const success = (id: string) =>
  '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult>' +
  `<MessageId>${id}</MessageId></SendRawEmailResult></SendRawEmailResponse>`;

const answer = (response: ServerResponse, status: number, body: string) =>
  void response.writeHead(status, { 'content-type': 'text/xml' }).end(body);

/** Starts the server on a free port. */
export const startFakeSes = async (): Promise<FakeSes> => {
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    ses.posts.push(new URLSearchParams(Buffer.concat(chunks).toString()));
    switch (ses.behaviour) {
      case 'accept':
        return answer(response, 200, success(`ses-${ses.posts.length}`));
      case 'refuse':
        return answer(response, 400, failure('MessageRejected'));
      case 'throttle':
        return answer(response, 400, failure('Throttling'));
      case 'fail':
        return answer(response, 500, failure('InternalFailure'));
      case 'drop':
        return void request.socket.destroy();
      case 'silence':
        return;
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const ses: FakeSes = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behaviour: 'accept',
    posts: [],
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return ses;
};
