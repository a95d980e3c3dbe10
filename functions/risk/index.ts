import type { Operation } from '#protocol/operation.ts';
import { describeRiskConfiguration } from './describe-risk-configuration.ts';
import { setRiskConfiguration } from './set-risk-configuration.ts';

export const operations: readonly Operation[] = [setRiskConfiguration, describeRiskConfiguration];
