using System.IO.Compression;
using System.Text;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Declarations.Texts;

/// <summary>Copies of texts that somebody relied on, by their SHA-256: what a change is shown against.</summary>
internal sealed class TextCopies(IDbContextFactory<FedFilterContext> contexts, TimeProvider time)
{
    /// <summary>Copies of one URL: its owner can put up a new text each time it is read.</summary>
    public const int MaxOfSource = 20;

    public async Task<string?> FindAsync(string sha256, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.TextCopies.AsNoTracking().SingleOrDefaultAsync(copy => copy.Sha256 == sha256, cancellation) is { } row ? Unpacked(row.Text) : null;
    }

    public Task KeepAsync(ExtractedText text, string source, CancellationToken cancellation) => KeepAsync(text, source, [], cancellation);

    /// <param name="text">The text.</param>
    /// <param name="source">Its URL.</param>
    /// <param name="pinned">The hashes of texts of this URL that somebody relies on: they are kept however many came after them.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task KeepAsync(ExtractedText text, string source, IReadOnlyCollection<string> pinned, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.TextCopies.AnyAsync(copy => copy.Sha256 == text.Sha256, cancellation))
            return;
        context.TextCopies.Add(new TextCopyRow { Sha256 = text.Sha256, Source = source, Text = Packed(text.Text), SavedAt = time.GetUtcNow().ToUnixTimeMilliseconds() });
        await context.SaveChangesAsync(cancellation);
        var old = await context.TextCopies.Where(copy => copy.Source == source).OrderByDescending(copy => copy.SavedAt).Skip(MaxOfSource).Select(copy => copy.Sha256).ToListAsync(cancellation);
        await context.TextCopies.Where(copy => old.Contains(copy.Sha256) && !pinned.Contains(copy.Sha256)).ExecuteDeleteAsync(cancellation);
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var pack = new BrotliStream(packed, CompressionLevel.Optimal))
            pack.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static string Unpacked(byte[] packed)
    {
        using var reader = new StreamReader(new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
