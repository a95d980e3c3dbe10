import { Amplify, type ResourcesConfig } from 'aws-amplify';
import * as auth from 'aws-amplify/auth';
import { Hub } from 'aws-amplify/utils';

declare const settings: ResourcesConfig;

const events: string[] = [];
Hub.listen('auth', ({ payload }) => events.push(payload.event));
// Where a sign-in has led back to the page, this completes it.
Amplify.configure(settings);
Object.assign(globalThis, { auth, events });
