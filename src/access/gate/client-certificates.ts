import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type Authority, USUAL_AUTHORITIES } from './authority.ts';
import { certificateNames } from './certificate-names.ts';
import { authoritiesOfNames, type ClientGrant } from './client-grants.ts';

/** What a client's certificate gives: authorities, or the reason in words why it gives none. */
export type CertificateStanding = ReadonlySet<Authority> | string;

/**
 * Judges connections by the certificate that their client showed; undefined when it showed none. The server has to ask
 * for one, and need not demand it. Without grants, each certificate of the authority gives decide, filter and search.
 */
export class ClientCertificates {
  readonly #grants: readonly ClientGrant[] | undefined;
  readonly #known = new WeakMap<Socket, Standing>();

  constructor(grants: readonly ClientGrant[] | undefined) {
    this.#grants = grants;
  }

  of(socket: Socket): CertificateStanding | undefined {
    let standing = this.#known.get(socket);
    if (standing === undefined) {
      standing = this.#judge(socket);
      this.#known.set(socket, standing);
    }
    return Date.now() < standing.until ? standing.gives : 'the client certificate has expired';
  }

  #judge(socket: Socket): Standing {
    const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    if (!(socket instanceof TLSSocket) || certificate === undefined) return NONE;
    if (!socket.authorized) {
      const why = String(socket.authorizationError);
      return { gives: `the client certificate is not accepted: ${why}`, until: Number.POSITIVE_INFINITY };
    }
    return {
      gives:
        this.#grants === undefined
          ? new Set(USUAL_AUTHORITIES)
          : authoritiesOfNames(this.#grants, certificateNames(certificate)),
      until: Date.parse(certificate.validTo),
    };
  }
}

interface Standing {
  readonly gives: CertificateStanding | undefined;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

const NONE: Standing = { gives: undefined, until: Number.POSITIVE_INFINITY };
