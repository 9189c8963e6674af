/** Milliseconds until the next try: doubling from a second, half of it by chance, never above `most`. */
export function retryDelay(failures: number, most: number, chance: number = Math.random()): number {
    const whole = Math.min(most, 1_000 * 2 ** Math.min(failures - 1, 16));
    return whole / 2 + (whole / 2) * chance;
}
