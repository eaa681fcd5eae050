/** What a host holds on to, in bytes. */
export interface Memory {
  /** As the system sees it, in the middle of the work; NaN where the system does not tell (it is read from /proc). */
  readonly rss: number;
  /** JavaScript's heap and buffers, after a forced collection: what is left is held by somebody. */
  readonly heap: number;
}

/** What a stretch of work took, in milliseconds. */
export interface Effort {
  /** The longest that the event loop stood still; NaN where there is no way to look (workerd). */
  readonly stall: number;
  /** CPU time of the thread that runs JavaScript; in workerd of the whole process. */
  readonly cpu: number;
}

/** An API under load, as a process of its own. */
export interface LoadedHost {
  readonly origin: string;
  /** Collects garbage, and looks at what is left. */
  memory(): Promise<Memory>;
  /** Effort is counted from now on. */
  begin(): Promise<void>;
  /** The effort since `begin`. */
  end(): Promise<Effort>;
  stop(): Promise<void>;
}

/** What every host is told: whose tokens it takes, and for what. */
export interface HostSettings {
  readonly TOKEN_ISSUER: string;
  readonly TOKEN_RESOURCE: string;
}
