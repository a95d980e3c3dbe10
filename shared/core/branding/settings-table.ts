import { OWN_SETTINGS } from './own-settings.ts';
import { flag, type Group, group, hasShape, listOf, modes, oneOf, radius } from './settings-shape.ts';

/*
 * The settings of a branding style: what may be in the document, and the default of each value. They are those of the
 * sample on AWS's page. Values that AWS does not document are those that public records show, or that follow from the
 * branding editor (docs/unknowns.md).
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateManagedLoginBranding.html
 */

const enabled = (fallback: boolean): Group => group({ enabled: flag(fallback) });
const place = (fallback: string) => oneOf(fallback, ...['START', 'CENTER', 'END'].filter((one) => one !== fallback));

const isSignInMethod = (value: unknown) =>
  hasShape(value, {
    display: (member) => member === 'BUTTON' || member === 'INPUT',
    type: (member) => member === 'FEDERATED' || member === 'USERNAME_PASSWORD',
  });

const CATEGORIES = group({
  auth: group({
    authMethodOrder: listOf(
      [
        [
          { display: 'BUTTON', type: 'FEDERATED' },
          { display: 'INPUT', type: 'USERNAME_PASSWORD' },
        ],
      ],
      (row) => Array.isArray(row) && row.every(isSignInMethod),
    ),
    federation: group({
      interfaceStyle: oneOf('BUTTON_LIST'),
      order: listOf([], (name) => typeof name === 'string'),
    }),
  }),
  form: group({
    displayGraphics: flag(true),
    instructions: enabled(false),
    languageSelector: enabled(false),
    location: group({ horizontal: place('CENTER'), vertical: place('CENTER') }),
    sessionTimerDisplay: oneOf('NONE'),
  }),
  global: group({
    colorSchemeMode: oneOf('LIGHT', 'DARK', 'DYNAMIC'),
    pageHeader: enabled(false),
    pageFooter: enabled(false),
    spacingDensity: oneOf('REGULAR'),
  }),
  signUp: group({
    acceptanceElements: listOf([{ enforcement: 'NONE', textKey: 'en' }], (element) =>
      hasShape(element, {
        enforcement: (member) => member === 'NONE',
        textKey: (member) => typeof member === 'string',
      }),
    ),
  }),
});

const COMPONENT_CLASSES = group({
  buttons: group({ borderRadius: radius(8) }),
  divider: group(modes((pick) => ({ borderColor: pick('ebebf0ff', '232b37ff') }))),
  dropDown: group({
    borderRadius: radius(8),
    ...modes((pick) => ({
      defaults: group({ itemBackgroundColor: pick('ffffffff', '192534ff') }),
      hover: group({
        itemBackgroundColor: pick('f4f4f4ff', '081120ff'),
        itemBorderColor: pick('7d8998ff', '5f6b7aff'),
        itemTextColor: pick('000716ff', 'e9ebedff'),
      }),
      match: group({
        itemBackgroundColor: pick('414d5cff', 'd1d5dbff'),
        itemTextColor: pick('0972d3ff', '89bdeeff'),
      }),
    })),
  }),
  focusState: group(modes((pick) => ({ borderColor: pick('0972d3ff', '539fe5ff') }))),
  idpButtons: group({ icons: enabled(true) }),
  input: group({
    borderRadius: radius(8),
    ...modes((pick) => ({
      defaults: group({
        backgroundColor: pick('ffffffff', '0f1b2aff'),
        borderColor: pick('7d8998ff', '5f6b7aff'),
      }),
      placeholderColor: pick('5f6b7aff', '8d99a8ff'),
    })),
  }),
  inputDescription: group(modes((pick) => ({ textColor: pick('5f6b7aff', '8d99a8ff') }))),
  inputLabel: group(modes((pick) => ({ textColor: pick('000716ff', 'd1d5dbff') }))),
  link: group(
    modes((pick) => ({
      defaults: group({ textColor: pick('0972d3ff', '539fe5ff') }),
      hover: group({ textColor: pick('033160ff', '89bdeeff') }),
    })),
  ),
  optionControls: group(
    modes((pick) => ({
      defaults: group({
        backgroundColor: pick('ffffffff', '0f1b2aff'),
        borderColor: pick('7d8998ff', '7d8998ff'),
      }),
      selected: group({
        backgroundColor: pick('0972d3ff', '539fe5ff'),
        foregroundColor: pick('ffffffff', '000716ff'),
      }),
    })),
  ),
  statusIndicator: group(
    modes((pick) => {
      const indicator = (background: readonly [string, string], line: readonly [string, string]) =>
        group({ backgroundColor: pick(...background), borderColor: pick(...line), indicatorColor: pick(...line) });
      return {
        error: indicator(['fff7f7ff', '1a0000ff'], ['d91515ff', 'eb6f6fff']),
        success: indicator(['f2fcf3ff', '001a02ff'], ['037f0cff', '29ad32ff']),
        warning: indicator(['fffce9ff', '1d1906ff'], ['8d6605ff', 'e0ca57ff']),
        pending: group({ indicatorColor: pick('AAAAAAAA', 'AAAAAAAA') }),
      };
    }),
  ),
});

const IDP_BUTTON = group(
  modes((pick) => {
    const state = (background: readonly [string, string], line: readonly [string, string]) =>
      group({ backgroundColor: pick(...background), borderColor: pick(...line), textColor: pick(...line) });
    return {
      defaults: state(['ffffffff', '0f1b2aff'], ['424650ff', 'c6c6cdff']),
      hover: state(['f2f8fdff', '192534ff'], ['033160ff', '89bdeeff']),
      active: state(['d3e7f9ff', '354150ff'], ['033160ff', '89bdeeff']),
    };
  }),
);

const PAGE_EDGE = group({
  backgroundImage: enabled(false),
  logo: group({ enabled: flag(false), location: place('START') }),
  ...modes((pick) => ({
    background: group({ color: pick('fafafaff', '0f141aff') }),
    borderColor: pick('d5dbdbff', '424650ff'),
  })),
});

const COMPONENTS = group({
  alert: group({
    borderRadius: radius(12),
    ...modes((pick) => ({
      error: group({ backgroundColor: pick('fff7f7ff', '1a0000ff'), borderColor: pick('d91515ff', 'eb6f6fff') }),
    })),
  }),
  favicon: group({ enabledTypes: listOf(['ICO', 'SVG'], (type) => type === 'ICO' || type === 'SVG') }),
  form: group({
    borderRadius: radius(8),
    backgroundImage: enabled(false),
    logo: group({
      enabled: flag(false),
      formInclusion: oneOf('IN', 'OUT'),
      location: place('CENTER'),
      position: oneOf('TOP', 'BOTTOM'),
    }),
    ...modes((pick) => ({
      backgroundColor: pick('ffffffff', '0f1b2aff'),
      borderColor: pick('c6c6cdff', '424650ff'),
    })),
  }),
  // The members of `custom` are identity providers.
  idpButton: group({ custom: group({}, () => IDP_BUTTON), standard: IDP_BUTTON }),
  pageBackground: group({ image: enabled(false), ...modes((pick) => ({ color: pick('ffffffff', '0f1b2aff') })) }),
  pageHeader: PAGE_EDGE,
  pageFooter: PAGE_EDGE,
  pageText: group(
    modes((pick) => ({
      bodyColor: pick('414d5cff', 'b6bec9ff'),
      descriptionColor: pick('414d5cff', 'b6bec9ff'),
      headingColor: pick('000716ff', 'd1d5dbff'),
    })),
  ),
  phoneNumberSelector: group({ displayType: oneOf('TEXT') }),
  primaryButton: group(
    modes((pick) => ({
      defaults: group({ backgroundColor: pick('0972d3ff', '539fe5ff'), textColor: pick('ffffffff', '000716ff') }),
      hover: group({ backgroundColor: pick('033160ff', '89bdeeff'), textColor: pick('ffffffff', '000716ff') }),
      active: group({ backgroundColor: pick('033160ff', '539fe5ff'), textColor: pick('ffffffff', '000716ff') }),
      disabled: group({ backgroundColor: pick('ffffffff', 'ffffffff'), borderColor: pick('ffffffff', 'ffffffff') }),
    })),
  ),
  secondaryButton: group(
    modes((pick) => {
      const state = (background: readonly [string, string], line: readonly [string, string]) =>
        group({ backgroundColor: pick(...background), borderColor: pick(...line), textColor: pick(...line) });
      return {
        defaults: state(['ffffffff', '0f1b2aff'], ['0972d3ff', '539fe5ff']),
        hover: state(['f2f8fdff', '192534ff'], ['033160ff', '89bdeeff']),
        active: state(['d3e7f9ff', '354150ff'], ['033160ff', '89bdeeff']),
      };
    }),
  ),
});

/** The shape of the whole document. Our own member has no defaults: it is shown only where it was given. */
export const SETTINGS = group(
  { categories: CATEGORIES, componentClasses: COMPONENT_CLASSES, components: COMPONENTS },
  (name) => (name === 'ownpool' ? OWN_SETTINGS : undefined),
);
