/** A broker as metadata names it (Kafka: `Node`). Bootstrap addresses are nodes with ids -1, -2, … */
export interface Node {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}
