import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { describeWebhook } from '../../functions/intake/describe-webhook.handler.ts';
import { EXAMPLES, REFUSALS, STANDARD_SCHEMA, openApi } from '../../functions/intake/openapi.ts';
import { readQalertPayload } from '../../functions/intake/qalert-payload.ts';
import { StandardPayload, readStandardPayload } from '../../functions/intake/standard-payload.ts';
import { NODE_RECIPE, SHELL_RECIPE, webhookPage } from '../../functions/intake/webhook-page.ts';
import { verifySignature } from '../../functions/intake/webhook-signature.ts';

const get = (path: string, more: object = {}) =>
  describeWebhook()({
    path,
    headers: { Host: 'city.example' },
    requestContext: { domainName: 'api.example', path: `/live${path}` },
    ...more,
  } as unknown as APIGatewayProxyEvent);

interface Schema {
  type?: string | string[];
  anyOf?: Schema[];
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
  maxLength?: number;
}

/** Names, kinds and required fields of a schema, whichever way it says that null is allowed. */
const shapeOf = (schema: Schema): unknown => {
  const options = schema.anyOf ?? [schema];
  const types = options.flatMap(({ type }) => type ?? []).sort();
  const full = options.find(({ properties }) => properties);
  const values = options.find(({ additionalProperties }) => additionalProperties?.type)?.additionalProperties;
  return {
    types,
    required: [...(full?.required ?? [])].sort(),
    properties: Object.fromEntries(
      Object.entries(full?.properties ?? {}).map(([name, inner]) => [name, shapeOf(inner)]),
    ),
    values: values?.type,
  };
};

describe('the OpenAPI document', () => {
  it('is found at its address and names the server by which it was reached', async () => {
    const answer = await get('/webhooks/openapi.json');
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(answer.body)).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'https://api.example/live' }] });
  });

  it('names the host that was asked where no domain is known, and never one that is no host', async () => {
    const local = await get('/webhooks/openapi.json', {
      requestContext: {},
      headers: { host: 'localhost:3000', 'x-forwarded-proto': 'http' },
    });
    expect(JSON.parse(local.body).servers).toEqual([{ url: 'http://localhost:3000' }]);
    const odd = await get('/webhooks/openapi.json', { requestContext: {}, headers: { host: '"><script>' } });
    expect(JSON.parse(odd.body).servers).toEqual([{ url: '' }]);
  });

  it('has the fields, kinds and required fields of the schema that intake reads by', () => {
    expect(shapeOf(STANDARD_SCHEMA as Schema)).toEqual(
      shapeOf(z.toJSONSchema(StandardPayload, { io: 'input' }) as Schema),
    );
  });

  const lengths = (schema: Schema, path: string[] = []): [string, number][] =>
    Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
      ...(field.maxLength ? [[[...path, name].join('.'), field.maxLength] as [string, number]] : []),
      ...lengths(field, [...path, name]),
    ]);

  it.each(lengths(STANDARD_SCHEMA as Schema))('says truly how long %s may be: %d', (path, most) => {
    const readingOf = (length: number) => {
      const [outer = '', inner] = path.split('.');
      const value = 'x'.repeat(length);
      return readStandardPayload({ id: '1', type: 'pothole', [outer]: inner ? { [inner]: value } : value }).kind;
    };
    expect(readingOf(most)).toBe('report');
    expect(readingOf(most + 1)).toBe('faulty');
  });

  it('shows examples that intake takes without a warning', () => {
    expect(readStandardPayload(EXAMPLES.standard)).toMatchObject({ kind: 'report', warnings: [] });
    expect(readQalertPayload(EXAMPLES.qalert, 'America/New_York')).toMatchObject({ kind: 'report', warnings: [] });
  });

  it('points at nothing that is not there', () => {
    const text = JSON.stringify(openApi('https://city.example'));
    const { components } = JSON.parse(text) as { components: { schemas: Record<string, unknown> } };
    for (const [, name = ''] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      expect(Object.keys(components.schemas)).toContain(name);
    }
  });
});

describe('the page about the webhook', () => {
  it('is shown to people, with every refusal and field', async () => {
    const answer = await get('/webhooks');
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    for (const status of Object.keys(REFUSALS)) expect(answer.body).toContain(`<dt>${status}</dt>`);
    for (const field of ['reporter.email', 'location.lat', 'requestedAt']) expect(answer.body).toContain(field);
    expect(answer.body).toContain('comes twice');
  });

  it('leads to the OpenAPI document of the same server', () => {
    expect(`${webhookPage('/live')}`).toContain('href="/live/webhooks/openapi.json"');
  });
});

describe('the signature recipe', () => {
  const secret = `whsec_${Buffer.from('33 bytes that nobody can guess!!!').toString('base64')}`;
  const body = JSON.stringify(EXAMPLES.standard);
  const hasTools = ['openssl version', 'curl --version', 'od --version'].every(
    (command) => spawnSync('sh', ['-c', command]).status === 0,
  );

  const delivered = async (command: string, args: string[]) => {
    let reading: unknown;
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { headers } = request;
        const given = (name: string) => String(headers[name]);
        const bytes = Buffer.concat(chunks);
        reading = verifySignature(
          { id: given('webhook-id'), timestamp: given('webhook-timestamp'), signature: given('webhook-signature') },
          bytes,
          [secret],
          Date.now(),
        );
        response.end();
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const env = { ...process.env, ADDRESS: `http://127.0.0.1:${port}/webhooks/standard`, SECRET: secret, BODY: body };
    const child = spawn(command, args, { env, stdio: 'ignore' });
    await new Promise((ended) => child.on('close', ended));
    server.close();
    return reading;
  };

  it('in Node.js signs what intake verifies', async () => {
    expect(await delivered(process.execPath, ['--input-type=module', '--eval', NODE_RECIPE])).toMatchObject({
      kind: 'genuine',
    });
  });

  it.skipIf(!hasTools)('in a shell signs what intake verifies', async () => {
    expect(await delivered('sh', ['-c', SHELL_RECIPE])).toMatchObject({ kind: 'genuine' });
  });
});
