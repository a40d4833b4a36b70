using System.Collections.Concurrent;
using FedFilter.Configuration;
using FedFilter.Network;
using FedFilter.Policy.Lists;

namespace FedFilter.Lists;

/// <summary>Fetches lists when they are due, and keeps the last good copy whatever their hosts answer.</summary>
internal sealed class ListRefresh(ListFiles files, ResourceClient client, TimeProvider time, ILogger<ListRefresh> log)
{
    /// <summary>Requests are held while a list was never read.</summary>
    private static readonly TimeSpan AgainIfUnread = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AgainIfKept = TimeSpan.FromHours(1);

    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);

    // Beside the notes, which a full disk would not hold.
    private readonly ConcurrentDictionary<Uri, DateTimeOffset> _asked = new();

    /// <summary>Asks for each list with a URL that is due, one after the other.</summary>
    public async Task RefreshAsync(IEnumerable<ListDeclaration> lists, CancellationToken cancellation)
    {
        foreach (var list in lists)
            if (list.Url is not null && files.CopyOf(list) is { } copy && IsDue(list, copy.Notes()))
                await FetchAsync(list, copy, cancellation);
    }

    private bool IsDue(ListDeclaration list, ListNotes? notes)
    {
        var now = time.GetUtcNow();
        if (_asked.TryGetValue(list.Url!, out var asked) && now - asked < AgainIfUnread)
            return false;
        var wait = notes switch
        {
            null => TimeSpan.Zero,
            { Trouble: null } => list.Refresh,
            { FetchedAt: null } => AgainIfUnread,
            _ => list.Refresh < AgainIfKept ? list.Refresh : AgainIfKept,
        };
        return notes is null || notes.CheckedAt > now || now - notes.CheckedAt >= wait;
    }

    private async Task FetchAsync(ListDeclaration list, ListCopy copy, CancellationToken cancellation)
    {
        _asked[list.Url!] = time.GetUtcNow();
        var (text, notes) = (copy.Text(), copy.Notes());
        var known = ListCopy.Fits(notes, text) ? new Validators(notes!.ETag, notes.LastModified) : null;
        var answer = await client.GetAsync(Request(list.Url!, known), cancellation);
        try
        {
            switch (answer)
            {
                case ResourceFetch.Unchanged:
                    copy.Write(notes! with { FetchedAt = time.GetUtcNow(), CheckedAt = time.GetUtcNow(), Trouble = null, AwaitsAdmin = false });
                    copy.DropRejected();
                    break;
                case ResourceFetch.Fetched fetched when ListJudgement.WhyNot(list, text, fetched) is { } why:
                    copy.Reject(fetched.Text);
                    Keep(list, copy, notes, why, awaitsAdmin: true);
                    break;
                case ResourceFetch.Fetched fetched:
                    Take(list, copy, text, fetched);
                    break;
                case ResourceFetch.Failed failed:
                    Keep(list, copy, notes, failed.Why, notes?.AwaitsAdmin ?? false);
                    break;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ListsLog.Unwritten(log, list.Name, e.Message);
        }
    }

    /// <summary>Lists live on code hosts and behind content networks, so redirects lead to other hosts too.</summary>
    private ResourceRequest Request(Uri url, Validators? known) =>
        new(url, "text/csv, application/json, text/plain, */*;q=0.1") { MaxOctets = 32 * 1024 * 1024, Deadline = Deadline, Known = known };

    private void Take(ListDeclaration list, ListCopy copy, string? before, ResourceFetch.Fetched fetched)
    {
        // The text first: should the program end between the two, the old notes do not fit it, and it is asked for anew.
        if (fetched.Text != before)
        {
            copy.Write(fetched.Text);
            ListsLog.Fetched(log, list.Name, list.CountOf(ListReader.Read(list.Format, fetched.Text)));
        }

        copy.Write(new ListNotes
        {
            Url = list.Url!.AbsoluteUri,
            Sha256 = ListCopy.HashOf(fetched.Text),
            ETag = fetched.Validators.ETag,
            LastModified = fetched.Validators.LastModified,
            FetchedAt = time.GetUtcNow(),
            CheckedAt = time.GetUtcNow(),
        });
        copy.DropRejected();
    }

    private void Keep(ListDeclaration list, ListCopy copy, ListNotes? notes, string why, bool awaitsAdmin)
    {
        if (notes?.Trouble != why)
            Tell(list, notes, why, awaitsAdmin);
        copy.Write((notes ?? new ListNotes { Url = list.Url!.AbsoluteUri, CheckedAt = default }) with { CheckedAt = time.GetUtcNow(), Trouble = why, AwaitsAdmin = awaitsAdmin });
    }

    private void Tell(ListDeclaration list, ListNotes? notes, string why, bool awaitsAdmin)
    {
        if (notes?.FetchedAt is null)
            ListsLog.Unread(log, list.Name, list.Source, why);
        else if (awaitsAdmin)
            ListsLog.Rejected(log, list.Name, list.Source, why, notes.FetchedAt);
        else
            ListsLog.Kept(log, list.Name, list.Source, why, notes.FetchedAt);
    }
}
