export { codeDelivery } from '#protocol/code-delivery.ts';
