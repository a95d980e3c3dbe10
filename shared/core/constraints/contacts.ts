// No control or format character (NUL, marks that turn the direction of writing) and no lone surrogate: \p{C}.
const EMAIL = /^[^\s\p{C}@<>,;:"\\()[\]]{1,64}@[^\s\p{C}@<>,;:"\\()[\]]+\.[^\s\p{C}@<>,;:"\\()[\].]+$/u;
const PHONE = /^\+[0-9]{1,15}$/;

export const isEmail = (value: string): boolean => value.length <= 2048 && EMAIL.test(value);
/** E.164. */
export const isPhoneNumber = (value: string): boolean => PHONE.test(value);
