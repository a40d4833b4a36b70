using System.Globalization;
using FedFilter.Configuration;
using FedFilter.Identity;
using FedFilter.Network;
using FedFilter.OwnCommitments;

namespace FedFilter.Commands.Commitments;

/// <summary>How an origin's own document stands, in a line for the admin.</summary>
internal static class OwnCommitmentLines
{
    /// <exception cref="FedFilterStartException">The keys cannot be had.</exception>
    public static OwnDocuments Documents(Settings settings) =>
        new(new DocumentFile(settings.Data), OwnActors.Load(settings), NetworkRegistration.Resources(settings.Network, TimeProvider.System), TimeProvider.System);

    /// <summary>Looks at the linked text too.</summary>
    public static async Task<(bool Good, string Says)> LookAsync(Settings settings, OriginSettings origin, CommitsSettings commits, CancellationToken cancellation)
    {
        try
        {
            var documents = Documents(settings);
            var state = documents.StateOf(origin, commits, await documents.TextAsync(commits, cancellation));
            return (state is OwnState.InForce, Of(state));
        }
        catch (Exception e) when (e is FedFilterStartException or IOException or UnauthorizedAccessException)
        {
            return (false, e.Message);
        }
    }

    public static string Of(OwnState state) => state switch
    {
        OwnState.InForce inForce => $"signed, holds until {Day(inForce.Document.Expires)}, and is renewed before",
        OwnState.Outdated outdated => $"holds until {Day(outdated.Document.Expires)} and is not renewed: {outdated.Why}; `fedfilter commitment sign` makes a new one",
        OwnState.TextUnread unread => $"holds until {Day(unread.Document.Expires)}; it cannot be told whether its text is still the same: {unread.Why}",
        OwnState.Void gone => $"counts for nobody: {gone.Why}; `fedfilter commitment sign` makes a new one",
        _ => "not signed yet: other servers find none; `fedfilter commitment sign` makes one",
    };

    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
