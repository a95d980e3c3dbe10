import { describe, expect, it } from 'vitest';
import { type Answer, createTestApp } from '#test/app.ts';
import { HIDING, poolOn, verified } from '#test/world.ts';

const POOL = {
  signInPolicy: { allowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] },
  autoVerifiedAttributes: ['email'],
} as const;

describe('RESEND of a first factor', () => {
  it('costs and looks the same for a name that nobody has, and sends nothing', async () => {
    const app = await createTestApp();
    Object.assign(app.deps, { factorRules: { ...app.deps.factorRules, resendsCodes: true } });
    const w = await poolOn(app, POOL, { ...HIDING, explicitAuthFlows: ['ALLOW_USER_AUTH'] });
    await w.add('known', { attributes: verified('known@example.com') });
    const seen: Answer[] = [];
    const begin = (USERNAME: string) => w.initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    // Not every name that nobody has is offered codes by e-mail.
    const ghosts = ['ghos0', 'ghos1', 'ghos2', 'ghos3', 'ghos4', 'ghos5', 'ghos6', 'ghos7', 'ghos8', 'ghos9'];
    const offers = await Promise.all(ghosts.map(begin));
    const ghost = ghosts[offers.findIndex(({ ChallengeName }) => ChallengeName === 'EMAIL_OTP')]!;
    for (const USERNAME of ['known', ghost]) {
      const begun = await begin(USERNAME);
      const before = app.outbox.messages().length;
      app.roundTrips.reset();
      const again = await w.respond('EMAIL_OTP', { USERNAME, RESEND: 'true' }, begun.Session);
      const { Session, ChallengeParameters, ChallengeName } = again;
      seen.push({
        length: Session.length,
        ChallengeName,
        names: Object.keys(ChallengeParameters),
        trips: { ...app.roundTrips },
      });
      expect(ChallengeParameters.CODE_DELIVERY_DESTINATION).toBe(begun.ChallengeParameters.CODE_DELIVERY_DESTINATION);
      expect(app.outbox.messages().length - before).toBe(USERNAME === 'known' ? 1 : 0);
    }
    expect(JSON.stringify(seen[1])).toBe(JSON.stringify(seen[0]));
    expect(app.outbox.messages('known@example.com')[0]!.code).toMatch(/^\d{8}$/);
  });
});
