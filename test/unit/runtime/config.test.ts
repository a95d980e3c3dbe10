import { describe, expect, it } from 'vitest';
import { parseConfig } from '#runtime/config.ts';
import { ConfigError } from '#runtime/settings.ts';

describe('parseConfig', () => {
  it('has defaults for everything', () => {
    expect(parseConfig({})).toEqual({
      host: '127.0.0.1',
      port: 9229,
      dataDirectory: '.ownpool',
      region: 'us-east-1',
      accountId: '000000000000',
      publicUrl: 'http://localhost:9229',
      https: false,
      hosts: { base: 'localhost', custom: [], target: 'localhost' },
      accessKey: undefined,
      outbox: true,
      storeBinary: undefined,
      dynamoEndpoint: undefined,
      smtpUrl: undefined,
      factorRules: { recoveryCodes: false, resendsCodes: false },
      audit: { addresses: 'whole', maxBytes: 64 * 1024 * 1024, files: 15 },
      metrics: 'local',
      health: 'local',
    });
  });

  it('has a public URL with https where the server speaks TLS, and takes no other one then', () => {
    const https = { https: true };
    expect(parseConfig({ OWNPOOL_PORT: '9000' }, https)).toMatchObject({
      publicUrl: 'https://localhost:9000',
      https: true,
    });
    const elsewhere = { OWNPOOL_PUBLIC_URL: 'https://auth.example.com' };
    expect(parseConfig(elsewhere, https)).toMatchObject({ publicUrl: 'https://auth.example.com' });
    expect(() => parseConfig({ OWNPOOL_PUBLIC_URL: 'http://localhost:9229' }, https)).toThrow('make it an https URL');
  });

  it.each([
    [{}, true],
    [{ OWNPOOL_HOST: 'localhost' }, true],
    [{ OWNPOOL_HOST: '::1' }, true],
    [{ OWNPOOL_HOST: '127.8.8.8' }, true],
    [{ OWNPOOL_HOST: '0.0.0.0' }, false],
    [{ OWNPOOL_HOST: '127.0.0.1.example' }, false],
    [{ SMTP_URL: 'smtp://mail' }, false],
    [{ SMTP_URL: 'smtp://mail', OWNPOOL_OUTBOX: 'on' }, true],
    [{ OWNPOOL_HOST: '0.0.0.0', OWNPOOL_OUTBOX: 'on' }, true],
    [{ OWNPOOL_OUTBOX: 'off' }, false],
  ])('with %o, is the outbox on? %s', (environment, outbox) => {
    expect(parseConfig(environment).outbox).toBe(outbox);
  });

  it('reads the rules for factors, of the deployment', () => {
    const given = { OWNPOOL_RECOVERY_CODES: 'on', OWNPOOL_FACTOR_REMOVAL_MINUTES: '5' };
    expect(parseConfig(given).factorRules).toEqual({ recoveryCodes: true, removalMinutes: 5, resendsCodes: false });
    expect(parseConfig({ OWNPOOL_RECOVERY_CODES: 'off' }).factorRules.recoveryCodes).toBe(false);
    for (const wrong of [{ OWNPOOL_RECOVERY_CODES: 'yes' }, { OWNPOOL_FACTOR_REMOVAL_MINUTES: '0' }]) {
      expect(() => parseConfig(wrong)).toThrow(Object.keys(wrong)[0]);
    }
  });

  it.each([
    [{}, 'local'],
    [{ OWNPOOL_HOST: '0.0.0.0' }, 'off'],
    [{ OWNPOOL_PUBLIC_URL: 'https://id.example.com' }, 'off'],
    [{ SMTP_URL: 'smtp://mail' }, 'local'],
    [{ OWNPOOL_HOST: '0.0.0.0', OWNPOOL_METRICS: 'local', OWNPOOL_HEALTH: 'local' }, 'local'],
    [{ OWNPOOL_HOST: '0.0.0.0', OWNPOOL_METRICS: 'open', OWNPOOL_HEALTH: 'open' }, 'open'],
    [{ OWNPOOL_METRICS: 'off', OWNPOOL_HEALTH: 'off' }, 'off'],
  ])('with %o, the pages for monitors are %s', (environment, access) => {
    expect(parseConfig(environment)).toMatchObject({ metrics: access, health: access });
  });

  it('reads whether codes are sent again', () => {
    expect(parseConfig({ OWNPOOL_RESEND_CODES: 'on' }).factorRules.resendsCodes).toBe(true);
    expect(parseConfig({ OWNPOOL_RESEND_CODES: 'off' }).factorRules.resendsCodes).toBe(false);
    expect(() => parseConfig({ OWNPOOL_RESEND_CODES: 'yes' })).toThrow('OWNPOOL_RESEND_CODES');
  });

  it('reads for how long devices are remembered', () => {
    expect(parseConfig({ OWNPOOL_REMEMBERED_DEVICE_DAYS: '30' }).factorRules.rememberedDeviceDays).toBe(30);
    for (const days of ['0', '3651', 'long']) {
      expect(() => parseConfig({ OWNPOOL_REMEMBERED_DEVICE_DAYS: days })).toThrow('OWNPOOL_REMEMBERED_DEVICE_DAYS');
    }
  });

  it('reads how the audit trail is kept', () => {
    const given = { OWNPOOL_AUDIT_ADDRESSES: 'network', OWNPOOL_AUDIT_MEGABYTES: '2', OWNPOOL_AUDIT_FILES: '3' };
    expect(parseConfig(given).audit).toEqual({ addresses: 'network', maxBytes: 2 * 1024 * 1024, files: 3 });
    for (const wrong of [
      { OWNPOOL_AUDIT_ADDRESSES: 'half' },
      { OWNPOOL_AUDIT_MEGABYTES: '0' },
      { OWNPOOL_AUDIT_FILES: '0' },
    ]) {
      expect(() => parseConfig(wrong)).toThrow(Object.keys(wrong)[0]!);
    }
  });

  it('counts empty variables as not set, and drops the slash of the public URL', () => {
    const config = parseConfig({
      OWNPOOL_PORT: '',
      OWNPOOL_REGION: ' ',
      OWNPOOL_PUBLIC_URL: 'https://id.example.com/',
    });
    expect(config).toMatchObject({ port: 9229, region: 'us-east-1', publicUrl: 'https://id.example.com' });
  });

  it('has no host for prefix domains below a public URL of its own, unless it is told one', () => {
    const OWNPOOL_PUBLIC_URL = 'https://id.example.com:8443';
    expect(parseConfig({ OWNPOOL_PUBLIC_URL }).hosts).toEqual({ custom: [], target: 'id.example.com' });
    const told = {
      OWNPOOL_DOMAIN_BASE: 'auth.example.com',
      OWNPOOL_CUSTOM_HOSTS: 'login.example.org, a.b.example.net',
    };
    expect(parseConfig({ OWNPOOL_PUBLIC_URL, ...told }).hosts).toEqual({
      base: 'auth.example.com',
      custom: ['login.example.org', 'a.b.example.net'],
      target: 'id.example.com',
    });
  });

  it.each(['https://login.example.org', 'Login.example.org', 'login', `${'a.'.repeat(126)}com`])(
    'refuses the custom host %s',
    (host) => {
      expect(() => parseConfig({ OWNPOOL_CUSTOM_HOSTS: host })).toThrow('OWNPOOL_CUSTOM_HOSTS must be host names');
    },
  );

  it('knows for which pools custom hosts are kept', () => {
    const OWNPOOL_CUSTOM_HOSTS = 'login.example.org, a.b.example.net';
    const keeping = (given: string) => parseConfig({ OWNPOOL_CUSTOM_HOSTS, OWNPOOL_HOST_POOLS: given }).hosts.owners;
    expect(keeping('{"login.example.org": "us-east-1_AbCdEf123"}')).toEqual({
      'login.example.org': 'us-east-1_AbCdEf123',
    });
    expect(() => keeping('{"login.example.org": "people"}')).toThrow(
      'OWNPOOL_HOST_POOLS must be an object of pool ids',
    );
    expect(() => keeping('{"other.example.org": "us-east-1_AbCdEf123"}')).toThrow(
      'OWNPOOL_HOST_POOLS names "other.example.org", which OWNPOOL_CUSTOM_HOSTS does not have',
    );
  });

  it('refuses a custom host that could be a prefix domain as well', () => {
    const both = { OWNPOOL_DOMAIN_BASE: 'example.com', OWNPOOL_CUSTOM_HOSTS: 'login.example.com' };
    expect(() => parseConfig(both)).toThrow('which could be a prefix domain as well');
  });

  it('names every wrong value at once', () => {
    const wrong = {
      OWNPOOL_PORT: '0',
      OWNPOOL_REGION: 'Moon',
      OWNPOOL_ACCOUNT_ID: 'x',
      OWNPOOL_PUBLIC_URL: 'ftp://x',
      OWNPOOL_HOST: 'a b',
    };
    try {
      parseConfig(wrong);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      for (const name of Object.keys(wrong)) expect((error as Error).message).toContain(name);
      expect((error as Error).message.split('\n')).toHaveLength(5);
    }
  });

  it('does not repeat what may hold a password', () => {
    expect(() => parseConfig({ SMTP_URL: 'user:hunter2@mail' })).toThrow(/^SMTP_URL (?!.*hunter2)/);
    expect(() => parseConfig({ OWNPOOL_PUBLIC_URL: 'https://me:hunter2@a' })).toThrow(
      /^OWNPOOL_PUBLIC_URL (?!.*hunter2)/,
    );
    expect(() =>
      parseConfig({ OWNPOOL_ACCESS_KEY_ID: 'OWNKOWNKOWNKOWNKOWNK', OWNPOOL_SECRET_ACCESS_KEY: 'short-key' }),
    ).toThrow(/^OWNPOOL_SECRET_ACCESS_KEY (?!.*short-key)/);
  });
});
