namespace FedFilter.Audit.Signing;

/// <summary>A head with the note it was signed as. Who signed it is still to be asked.</summary>
internal sealed record SignedHead(TreeHead Head, SignedNote Note)
{
    /// <summary>Null if it is no signed note, or its text no checkpoint.</summary>
    public static SignedHead? Parse(string text) =>
        SignedNote.Parse(text) is { } note && TreeHead.Parse(note.Text) is { } head ? new SignedHead(head, note) : null;
}
