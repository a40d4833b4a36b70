using System.Globalization;

namespace FedFilter.Signatures;

/// <summary>How far a signed time may be off, in either style.</summary>
internal static class SignedTime
{
    public static Faulted? Check(DateTimeOffset signed, DateTimeOffset now, TimeSpan skew)
    {
        var off = now - signed;
        if (off > skew)
            return new(SignatureFault.SignatureExpired, $"The signature is {Minutes(off)} old by our clock; {Minutes(skew)} are allowed.");
        return -off > skew
            ? new(SignatureFault.SignatureFromFuture, $"The signature lies {Minutes(-off)} ahead of our clock; {Minutes(skew)} are allowed.")
            : null;
    }

    /// <summary>An expiry, in seconds since 1970-01-01T00:00Z, may only shorten what the clock skew allows.</summary>
    public static Faulted? CheckExpiry(long expires, DateTimeOffset now, TimeSpan skew) =>
        expires < now.ToUnixTimeSeconds() - (long)skew.TotalSeconds ? new(SignatureFault.SignatureExpired, "The signature has expired.") : null;

    private static string Minutes(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalMinutes)} min");
}
