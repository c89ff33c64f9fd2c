const shapes = {
  back: "M15 4l-8 8 8 8",
  close: "M5 5l14 14M19 5L5 19",
  beside: "M3 5h18v14H3zM12 5v14",
  more: "M12 3v18M3 12h18",
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  voice: "M7 10c1 1.200 1 2.800 0 4M11 7.500c2.200 2.600 2.200 6.400 0 9M15 5c3.600 4 3.600 10 0 14",
  keyboard: "M2 6h20v12H2zM6 10h.01M10 10h.01M14 10h.01M18 10h.01M8 14h8",
  picture: "M3 5h18v14H3zM3 16l5-5 4 4 3-3 6 5M15.500 9h.01",
  sticker: "M12 3a9 9 0 1 0 .010 0zM8.500 10h.01M15.500 10h.01M8 14.500c2 2.500 6 2.500 8 0",
  redPacket: "M5 3h14v18H5zM5 8c4 4 10 4 14 0M12 11.500h.01",
  location: "M12 21c5-6 7-8.500 7-12a7 7 0 0 0-14 0c0 3.500 2 6 7 12zM12 9h.01",
  link: "M9 15l6-6M10.500 7l2-2a4.200 4.200 0 0 1 6 6l-2 2M13.500 17l-2 2a4.200 4.200 0 0 1-6-6l2-2",
  down: "M5 9l7 7 7-7",
  wait: "M12 7v5l3 2M12 3a9 9 0 1 0 .010 0z",
  warn: "M12 7v6M12 16.500h.01M12 3a9 9 0 1 0 .010 0z",
} as const;

/** A line drawing of 24 by 24 in the colour of its text; the words beside it, or its button's label, say what it means. */
export function Icon({ of }: { of: keyof typeof shapes }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[of]} />
    </svg>
  );
}
