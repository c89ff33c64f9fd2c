/** Asks whoever is at the screen for a proof that it is still them; resolves with whether they gave one. */
export type Prover = () => Promise<boolean>;

let prover: Prover | null = null;

/** Names who asks for proofs; gives back how to stop. */
export function askProofsBy(ask: Prover): () => void {
  prover = ask;
  return () => {
    if (prover === ask) prover = null;
  };
}

/** Asks for a proof where somebody can be asked. */
export async function askForProof(): Promise<boolean> {
  return prover === null ? false : prover();
}
