import { errorPage } from '#ui/pages/error.ts';
import type { Endpoint } from './endpoint.ts';
import { pageResponse } from './page.ts';

/** The texts that the page shows. It must not show whatever a link to it says. */
const CODE = /^[a-z_]{1,40}$/;

/** The page for errors that no app can be told of. */
export const error: Endpoint = {
  paths: ['/error'],
  kind: 'page',
  methods: {
    GET(call) {
      const code = call.web.query.get('error') ?? '';
      const shown = CODE.test(code) ? code : 'invalid_request';
      return pageResponse(call, (page) => errorPage({ ...page, code: shown }), { status: 400 });
    },
  },
};
