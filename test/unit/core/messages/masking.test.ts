import { describe, expect, it } from 'vitest';
import { deliveryDetails } from '#core/messages/delivery.ts';
import { maskEmail, maskPhone } from '#core/messages/masking.ts';

describe('maskEmail', () => {
  it.each([
    ['foo@example.com', 'f***@e***'],
    ['f@e', 'f***@e***'],
    ['"a@b"@example.com', '"***@e***'],
    ['@example.com', '***@e***'],
    ['foo@', 'f***@***'],
    ['foo', 'f***@***'],
    ['', '***@***'],
    ['😀a@𝒜b.example', '😀***@𝒜***'],
  ])('%s -> %s', (email, masked) => expect(maskEmail(email)).toBe(masked));
});

describe('maskPhone', () => {
  it.each([
    ['+15551239878', '+*******9878'],
    ['15551239878', '+*******9878'],
    ['+1 (555) 123-9878', '+*******9878'],
    ['+12345', '+*2345'],
    ['+1234', '+****'],
    ['+1', '+*'],
    ['+', '+'],
    ['', '+'],
    ['😀', '+'],
  ])('%s -> %s', (phone, masked) => expect(maskPhone(phone)).toBe(masked));
});

describe('deliveryDetails', () => {
  it('tells medium and masked destination of an e-mail address', () => {
    expect(deliveryDetails({ attribute: 'email', value: 'foo@example.com' })).toEqual({
      destination: 'f***@e***',
      deliveryMedium: 'EMAIL',
      attributeName: 'email',
    });
  });

  it('tells medium and masked destination of a phone number', () => {
    expect(deliveryDetails({ attribute: 'phone_number', value: '+15551239878' })).toEqual({
      destination: '+*******9878',
      deliveryMedium: 'SMS',
      attributeName: 'phone_number',
    });
  });
});
