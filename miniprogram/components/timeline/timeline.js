/** What happened to a parcel, the newest first. */
Component({
  properties: {
    /** { at, text, latest }[] */
    milestones: { type: Array, value: [] },
  },
});
