/** A throttle of everybody that an operator has put on for a while. */
export interface Throttle {
  /** Deliveries, of all accounts together; 0: none at all. */
  readonly messagesPerSecond: number;
  readonly secondsLeft: number;
}

/** Port: the throttle that is on now, as far as this process knows. */
export interface ThrottleState {
  readonly current: Throttle | undefined;
}
